/*
 * Stands in for python.exe: shows its arguments, one a line, and its input; writes to both
 * streams; ends with 7.
 */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
  static char text[200000];
  size_t length;
  _setmode(0, _O_BINARY);
  _setmode(1, _O_BINARY);
  for (int index = 1; index < count; index++) {
    WideCharToMultiByte(CP_UTF8, 0, words[index], -1, text, sizeof text, NULL, NULL);
    printf("[%s]\n", text);
  }
  while ((length = fread(text, 1, sizeof text, stdin)) > 0) fwrite(text, 1, length, stdout);
  fputs("error", stderr);
  return 7;
}
