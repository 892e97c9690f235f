/* hold_file.exe PATH: keeps a file open as nobody else may open it, says so, and stays. */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
  HANDLE file;
  if (count != 2) return 98;
  file = CreateFileW(words[1], GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return 99;
  puts("held");
  fflush(stdout);
  Sleep(60000);
  return 0;
}
