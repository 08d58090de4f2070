package org.higher.internal.gpu.convolution;

import org.higher.array.Window;

/** A window over images of some extents, as kernels get it. */
final class WindowStructure {
    private WindowStructure() {}

    static int[] of(Window window, int rows, int columns) {
        return new int[] {
            rows,
            columns,
            window.rowsOver(rows),
            window.columnsOver(columns),
            window.height(),
            window.width(),
            window.strideHeight(),
            window.strideWidth(),
            window.paddingHeight(),
            window.paddingWidth(),
            window.dilationHeight(),
            window.dilationWidth()
        };
    }
}
