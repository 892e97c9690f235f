/*
 * Stands in for an executable that cannot be compiled here, such as pyanalytics-client.exe:
 * runs the command line in LAUNCHED, followed by its own arguments as they came.
 */
#include <wchar.h>
#include <windows.h>

static wchar_t line[40000];

int wmain(void) {
  wchar_t *rest = GetCommandLineW();
  STARTUPINFOW start = {sizeof start};
  PROCESS_INFORMATION process;
  DWORD code;
  if (*rest == L'"') rest = wcschr(rest + 1, L'"') + 1;
  else rest += wcscspn(rest, L" ");
  if (GetEnvironmentVariableW(L"LAUNCHED", line, 5000) == 0) return 98;
  wcsncat(line, rest, 33000);
  GetStartupInfoW(&start);
  if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) return 99;
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
