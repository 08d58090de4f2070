package org.higher.internal.host.convolution;

import java.util.Arrays;
import org.higher.array.Window;
import org.higher.internal.host.memory.ArrayRanges;
import org.jspecify.annotations.Nullable;

/**
 * The layouts of padded images for convolution by matrix products, im2col among them: one long row
 * for each channel, so that the elements that a tap of the window meets are the same row from
 * another position on.
 *
 * <p>The places of the window lie on the same grid, with gaps where the window would reach over an
 * edge. At a stride of 1, the padding at the end of a row is that at the beginning of the next, and
 * the same for images. At larger strides there is a row for each remainder of the position by the
 * stride that a tap meets, called a phase.
 */
final class Im2col {
    final int rows;
    final int columns;
    final int outRows;
    final int outColumns;
    private final Window window;

    /** The strides, but for those that leave one place: they need no phase for what lies beyond. */
    private final int strideHeight;

    private final int strideWidth;

    /** From a row of the grid to the next. */
    private final int pitch;

    /** Elements of an image on the grid. */
    private final int image;

    /** By remainders: the number of the phase; -1 for one that no tap meets. */
    private final int[] phaseOf;

    final int phases;

    /** By tap: its phase, and how far its row is shifted. */
    final int[] phase;

    final int[] shift;

    /** The largest shift. */
    final int slack;

    Im2col(Window window, int rows, int columns) {
        this.window = window;
        this.rows = rows;
        this.columns = columns;
        outRows = window.rowsOver(rows);
        outColumns = window.columnsOver(columns);
        strideHeight = Math.min(window.strideHeight(), rows + 2 * window.paddingHeight());
        strideWidth = Math.min(window.strideWidth(), columns + 2 * window.paddingWidth());
        pitch = extent(columns, outColumns, strideWidth, window.paddingWidth());
        image = pitch * extent(rows, outRows, strideHeight, window.paddingHeight());
        phaseOf = new int[strideHeight * strideWidth];
        Arrays.fill(phaseOf, -1);
        phase = new int[window.taps()];
        shift = new int[window.taps()];
        int count = 0;
        int largest = 0;
        for (int tap = 0; tap < phase.length; tap++) {
            int row = tap / window.width() * window.dilationHeight();
            int column = tap % window.width() * window.dilationWidth();
            int remainders = remainders(row, column);
            if (phaseOf[remainders] < 0) {
                phaseOf[remainders] = count++;
            }
            phase[tap] = phaseOf[remainders];
            shift[tap] = row / strideHeight * pitch + column / strideWidth;
            largest = Math.max(largest, shift[tap]);
        }
        phases = count;
        slack = largest;
    }

    private static int extent(int size, int places, int stride, int padding) {
        return stride == 1
                ? Math.max(size + padding, places)
                : (size + 2 * padding + stride - 1) / stride;
    }

    private int remainders(int row, int column) {
        return row % strideHeight * strideWidth + column % strideWidth;
    }

    /** Elements of a number of images on the grid. */
    int length(int images) {
        return images * image;
    }

    // between images and planes; those are [images][channels][rows][columns], these
    // [phases][channels][length + slack]

    /** Fills zeroed planes. */
    void spread(Object x, int at, Object planes, int images, int channels) {
        move(x, at, planes, images, channels, true);
    }

    /** Reads what planes hold at the elements of images; 0 at those that no tap meets. */
    void gather(Object planes, Object x, int at, int images, int channels) {
        move(x, at, planes, images, channels, false);
    }

    private void move(Object x, int at, Object planes, int images, int channels, boolean spread) {
        int plane = length(images) + slack;
        int from = at;
        for (int b = 0; b < images; b++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < rows; i++, from += columns) {
                    int row = i + window.paddingHeight();
                    int begin = c * plane + b * image + row / strideHeight * pitch;
                    for (int j = 0; j < Math.min(columns, strideWidth); j++) {
                        int column = j + window.paddingWidth();
                        int number = phaseOf[remainders(row, column)];
                        int n = (columns - j + strideWidth - 1) / strideWidth;
                        if (number < 0) {
                            if (!spread) {
                                ArrayRanges.clear(x, from + j, strideWidth, n);
                            }
                            continue;
                        }
                        int to = number * channels * plane + begin + column / strideWidth;
                        if (spread) {
                            ArrayRanges.copy(x, from + j, strideWidth, planes, to, 1, n);
                        } else {
                            ArrayRanges.copy(planes, to, 1, x, from + j, strideWidth, n);
                        }
                    }
                }
            }
        }
    }

    // between places and their rows on the grid

    /** Fills zeroed rows. */
    void spreadPlaces(Object g, int at, Object grid, int images, int channels) {
        int length = length(images);
        int from = at;
        for (int b = 0; b < images; b++) {
            for (int c = 0; c < channels; c++) {
                int to = c * length + b * image;
                for (int i = 0; i < outRows; i++, from += outColumns, to += pitch) {
                    ArrayRanges.copy(g, from, 1, grid, to, 1, outColumns);
                }
            }
        }
    }

    /** Reads the places, plus a number for each channel if there is one. */
    void gatherPlaces(
            Object grid,
            Object y,
            int at,
            int images,
            int channels,
            @Nullable Object bias,
            int biasAt) {
        int length = length(images);
        int to = at;
        for (int b = 0; b < images; b++) {
            for (int c = 0; c < channels; c++) {
                int from = c * length + b * image;
                for (int i = 0; i < outRows; i++, to += outColumns, from += pitch) {
                    ArrayRanges.copy(grid, from, 1, y, to, 1, outColumns);
                }
                if (bias != null) {
                    int n = outRows * outColumns;
                    ArrayRanges.shift(y, to - n, n, bias, biasAt + c);
                }
            }
        }
    }

    // taps as channels of their own

    /** im2col: [channels][taps][length], each row shifted. */
    void im2col(Object planes, Object rowsByTap, int images, int channels) {
        int length = length(images);
        int plane = length + slack;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < shift.length; tap++) {
                int from = (phase[tap] * channels + c) * plane + shift[tap];
                System.arraycopy(
                        planes, from, rowsByTap, (c * shift.length + tap) * length, length);
            }
        }
    }

    /** col2im, the reverse of {@link #im2col}: adds to zeroed planes. */
    void col2im(Object rowsByTap, Object planes, int images, int channels) {
        int length = length(images);
        int plane = length + slack;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < shift.length; tap++) {
                int to = (phase[tap] * channels + c) * plane + shift[tap];
                ArrayRanges.add(rowsByTap, (c * shift.length + tap) * length, planes, to, length);
            }
        }
    }
}
