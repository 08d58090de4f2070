/* Extents and distances of up to three arrays, the innermost axis first; RANK axes at most. */
typedef struct { int rank; int n[RANK]; int a[RANK]; } LAYOUT1;
typedef struct { int rank; int n[RANK]; int a[RANK]; int b[RANK]; } LAYOUT2;
typedef struct { int rank; int n[RANK]; int a[RANK]; int b[RANK]; int c[RANK]; } LAYOUT3;

#define INDEX ((long) GROUP(0) * GROUP_SIZE + THREAD)

FUNCTION int offset_of(int index, LAYOUT1 layout) {
    int offset = 0;
    for (int d = 0; d < layout.rank; d++) {
        int next = d == layout.rank - 1 ? 0 : index / layout.n[d];
        offset += (index - next * layout.n[d]) * layout.a[d];
        index = next;
    }
    return offset;
}
