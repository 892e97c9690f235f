/*
 * watch_windows.exe FOLDER: prints the class of every window that any program shows, one a line,
 * until there is FOLDER\over. Makes FOLDER\watching when it has begun.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static void CALLBACK print(HWINEVENTHOOK hook, DWORD event, HWND window, LONG object, LONG child,
                           DWORD thread, DWORD time) {
  wchar_t name[100];
  (void)hook, (void)event, (void)child, (void)thread, (void)time;
  if (object != OBJID_WINDOW) return;
  if (GetClassNameW(window, name, 100) == 0) wcscpy(name, L"a window that is gone");
  printf("%ls\n", name);
  fflush(stdout);
}

int wmain(int count, wchar_t **words) {
  wchar_t path[MAX_PATH];
  MSG message;
  if (count != 2) return 2;
  if (SetWinEventHook(EVENT_OBJECT_SHOW, EVENT_OBJECT_SHOW, NULL, print, 0, 0,
                      WINEVENT_OUTOFCONTEXT) == NULL) {
    return 1;
  }
  swprintf(path, MAX_PATH, L"%ls\\watching", words[1]);
  CloseHandle(CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
  swprintf(path, MAX_PATH, L"%ls\\over", words[1]);
  while (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) {
    MsgWaitForMultipleObjects(0, NULL, FALSE, 20, QS_ALLINPUT);
    while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE)) DispatchMessageW(&message);
  }
  return 0;
}
