# Writes a C file with the named files as byte arrays.
# cmake -DROOT=dir -DFILES="a;b" -DOUTPUT=embedded_table.c -P embed.cmake
list(SORT FILES)
set(arrays "")
set(rows "")
set(count 0)
foreach(file IN LISTS FILES)
    file(READ "${ROOT}/${file}" hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(LENGTH "${hex}" length)
    math(EXPR length "${length} / 2")
    string(APPEND arrays "static const unsigned char file_${count}[] = {${bytes}0};\n")
    string(APPEND rows "\t{\"${file}\", {(const char *)file_${count}, ${length}}},\n")
    math(EXPR count "${count} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"base/embedded.h\"\n
extern const struct embedded_file embedded_table[];
extern const size_t embedded_table_count;\n
${arrays}
const struct embedded_file embedded_table[] = {\n${rows}};
const size_t embedded_table_count = ${count};\n")
