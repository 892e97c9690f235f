/*
 * start_with.exe FLAGS COMMAND...: runs a command to its end, started with those flags of
 * CreateProcess(), and with null streams.
 */
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

static wchar_t *next_word(wchar_t *line) {
  if (*line == L'"') line = wcschr(line + 1, L'"') + 1;
  else line += wcscspn(line, L" ");
  return line + wcsspn(line, L" ");
}

int wmain(int count, wchar_t **words) {
  SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
  STARTUPINFOW start = {sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION process;
  DWORD code;
  wchar_t *line = next_word(next_word(GetCommandLineW()));
  if (count < 3) return 2;
  start.hStdInput = start.hStdOutput = start.hStdError =
      CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                  &inheritable, OPEN_EXISTING, 0, NULL);
  if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, wcstoul(words[1], NULL, 16), NULL, NULL,
                      &start, &process)) {
    return 99;
  }
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
