# add_unit(<name> [LABEL <label>] LIBS <library>...)
# Builds tests/<label>/test_<name>.c with cmocka and the libraries, and adds it as the test
# <label>.<name>; the label is `unit` unless given. Tests run in the project's root, where they find
# tests/vectors; what they write goes to a folder of mkdtemp(3).
function(add_unit name)
    cmake_parse_arguments(PARSE_ARGV 1 unit "" "LABEL" "LIBS")
    if(NOT unit_LABEL)
        set(unit_LABEL unit)
    endif()
    set(target ${unit_LABEL}_${name})
    add_executable(${target} tests/${unit_LABEL}/test_${name}.c)
    target_include_directories(${target} PRIVATE tests src)
    target_link_libraries(${target} PRIVATE warnings ${unit_LIBS} PkgConfig::cmocka)
    add_test(NAME ${unit_LABEL}.${name} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${unit_LABEL}.${name} PROPERTIES LABELS ${unit_LABEL} TIMEOUT 120)
endfunction()
