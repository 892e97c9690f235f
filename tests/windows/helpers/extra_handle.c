/*
 * extra_handle.exe COMMAND...: runs the command with null streams, and with a pipe that it
 * inherits beside them, as under a shell that redirects. Says after how many milliseconds the
 * command had ended, and after how many nobody held the pipe any more.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

int wmain(void) {
  SECURITY_ATTRIBUTES inheritable = {sizeof inheritable, NULL, TRUE};
  STARTUPINFOW start = {sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  PROCESS_INFORMATION process;
  HANDLE reader, writer;
  wchar_t *line = GetCommandLineW();
  DWORD began, ended, length;
  char byte;
  if (*line == L'"') line = wcschr(line + 1, L'"') + 1;
  else line += wcscspn(line, L" ");
  line += wcsspn(line, L" ");
  CreatePipe(&reader, &writer, &inheritable, 0);
  SetHandleInformation(reader, HANDLE_FLAG_INHERIT, 0);
  start.hStdInput = start.hStdOutput = start.hStdError =
      CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                  &inheritable, OPEN_EXISTING, 0, NULL);
  began = GetTickCount();
  if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) return 99;
  CloseHandle(writer);
  WaitForSingleObject(process.hProcess, INFINITE);
  ended = GetTickCount();
  ReadFile(reader, &byte, 1, &length, NULL);
  printf("{\"endedMs\":%lu,\"closedMs\":%lu}\n", ended - began, GetTickCount() - began);
  return 0;
}
