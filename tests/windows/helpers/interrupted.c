/*
 * Stands in for a python.exe that is interrupted: makes "ready" in the folder that FOLDER names in
 * its environment, "pressed-N" at each Ctrl-C, and when there is "over" prints how many there were,
 * and makes "told".
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#define PATIENCE_MS 40000

static volatile LONG presses;

static wchar_t *path_of(const wchar_t *name, wchar_t *path) {
  wchar_t folder[MAX_PATH];
  GetEnvironmentVariableW(L"FOLDER", folder, MAX_PATH);
  swprintf(path, MAX_PATH, L"%ls\\%ls", folder, name);
  return path;
}

static void make_file(const wchar_t *name) {
  wchar_t path[MAX_PATH];
  CloseHandle(CreateFileW(path_of(name, path), GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
}

static BOOL WINAPI press(DWORD event) {
  wchar_t name[40];
  if (event != CTRL_C_EVENT) return FALSE;
  swprintf(name, 40, L"pressed-%ld", InterlockedIncrement(&presses));
  make_file(name);
  return TRUE;
}

int wmain(void) {
  wchar_t over[MAX_PATH];
  DWORD began = GetTickCount();
  SetConsoleCtrlHandler(press, TRUE);
  make_file(L"ready");
  path_of(L"over", over);
  while (GetFileAttributesW(over) == INVALID_FILE_ATTRIBUTES && GetTickCount() - began < PATIENCE_MS) {
    Sleep(20);
  }
  printf("pressed %ld\n", presses);
  fflush(stdout);
  make_file(L"told");
  return 0;
}
