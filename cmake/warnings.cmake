# The warnings every C file of ours compiles clean with, gcc and clang alike. The presets make them
# errors (CMAKE_COMPILE_WARNING_AS_ERROR); a plain `cmake -B build` leaves them warnings, so that a
# newer compiler cannot keep a packager from building.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wformat=2 -Wvla -Wcast-qual -Wundef -Wswitch-enum -Wnull-dereference)
