#include "app/command_line.h"
#include "app/spinning.h"

int main(int argc, char** argv) {
  canopy::limit_spinning(argv);
  return canopy::run_command_line(argc, argv);
}
