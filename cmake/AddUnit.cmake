# add_unit(<file> LABEL <label> LIBS <library>...)
# Builds the file test_<name>.c with cmocka and the libraries, and adds it as the test
# <label>.<name>. Tests run in the project's root, where they find tests/vectors, and write only to
# folders made by mkdtemp(3).
function(add_unit file)
    cmake_parse_arguments(PARSE_ARGV 1 unit "" "LABEL" "LIBS")
    string(REGEX REPLACE "^.*/test_(.*)\\.c$" "\\1" name ${file})
    set(target ${unit_LABEL}_${name})
    add_executable(${target} ${file})
    target_include_directories(${target} PRIVATE tests src)
    target_link_libraries(${target} PRIVATE warnings ${unit_LIBS} PkgConfig::cmocka)
    add_test(NAME ${unit_LABEL}.${name} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${unit_LABEL}.${name} PROPERTIES LABELS ${unit_LABEL} TIMEOUT 120)
endfunction()
