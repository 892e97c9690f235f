/*
 * interrupt.exe FOLDER COMMAND...: runs the command in a console of its own, and presses Ctrl-C
 * there when it has made FOLDER\ready, and again when it has made FOLDER\pressed-1. When it has made
 * FOLDER\pressed-2, makes FOLDER\over and waits for FOLDER\told. Fails where one does not come.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#define PATIENCE_MS 20000

static BOOL WINAPI ignore(DWORD event) {
  (void)event;
  return TRUE;
}

static wchar_t *next_word(wchar_t *line) {
  if (*line == L'"') line = wcschr(line + 1, L'"') + 1;
  else line += wcscspn(line, L" ");
  return line + wcsspn(line, L" ");
}

static void wait_for(const wchar_t *folder, const wchar_t *name) {
  wchar_t path[MAX_PATH];
  DWORD began = GetTickCount();
  swprintf(path, MAX_PATH, L"%ls\\%ls", folder, name);
  while (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) {
    if (GetTickCount() - began > PATIENCE_MS) {
      fprintf(stderr, "\"%ls\" did not come\n", name);
      ExitProcess(1);
    }
    Sleep(20);
  }
}

static void must(BOOL done, const char *what) {
  if (done) return;
  fprintf(stderr, "%s: error %lu\n", what, GetLastError());
  ExitProcess(1);
}

int wmain(int count, wchar_t **words) {
  STARTUPINFOW start = {sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION process;
  wchar_t *line = next_word(next_word(GetCommandLineW()));
  wchar_t over[MAX_PATH];
  if (count < 3) return 2;
  /* A console has streams of its own. */
  start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  start.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  FreeConsole();
  must(AllocConsole(), "console");
  must(CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process), "command");
  SetConsoleCtrlHandler(ignore, TRUE);
  wait_for(words[1], L"ready");
  must(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), "Ctrl-C");
  wait_for(words[1], L"pressed-1");
  must(GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0), "Ctrl-C");
  wait_for(words[1], L"pressed-2");
  swprintf(over, MAX_PATH, L"%ls\\over", words[1]);
  CloseHandle(CreateFileW(over, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
  wait_for(words[1], L"told");
  return 0;
}
