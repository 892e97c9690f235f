/* Stands in for an interpreter that never answers. */
#include <windows.h>

int wmain(void) {
  Sleep(60000);
  return 0;
}
