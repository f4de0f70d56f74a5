# All our C files compile without these warnings, with gcc and with clang. The presets make them
# errors (CMAKE_COMPILE_WARNING_AS_ERROR). A plain `cmake -B build` does not, so a newer compiler
# cannot break a packager's build.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wformat=2 -Wvla -Wcast-qual -Wundef -Wswitch-enum -Wnull-dereference)
