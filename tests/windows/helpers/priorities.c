// Prints the priority class of every process that runs the program of that name, one a line:
// priorities.exe NAME
#include <stdio.h>
#include <wchar.h>
#include <windows.h>
#include <tlhelp32.h>

int wmain(int argc, wchar_t **argv) {
  if (argc != 2) return 2;
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (all == INVALID_HANDLE_VALUE) return 1;
  PROCESSENTRY32W entry = {.dwSize = sizeof entry};
  for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
    if (_wcsicmp(entry.szExeFile, argv[1]) != 0) continue;
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry.th32ProcessID);
    if (process == NULL) continue;
    printf("0x%lx\n", GetPriorityClass(process));
    CloseHandle(process);
  }
  CloseHandle(all);
  return 0;
}
