/*
 * 2-D convolution by matrix products: im2col, its reverse (col2im), and results put in their places;
 * and where the maxima under a window are.
 *
 * Columns are [tasks, channels, taps, images, places]: a row has what one tap of the window looks at,
 * in all places of a range, in all images of a block. No two threads write to one element.
 */

/* Extents of an image and of the places in it, and the window. */
typedef struct {
    int rows;
    int columns;
    int down;
    int across;
    int height;
    int width;
    int stride_height;
    int stride_width;
    int padding_height;
    int padding_width;
    int dilation_height;
    int dilation_width;
} WINDOW;

/* im2col: one thread for each place, image, row of the window, channel and task. */
KERNEL image_to_columns(
        GLOBAL REAL *out,
        GLOBAL const REAL *x,
        int start,
        int task_stride,
        int image_stride,
        int channels,
        int images,
        int first,
        int places,
        WINDOW window,
        int n) {
    long i = INDEX;
    if (i < n) {
        int place = (int) i % places;
        int rest = (int) i / places;
        int image = rest % images;
        rest = rest / images;
        int tap_row = rest % window.height;
        rest = rest / window.height;
        int channel = rest % channels;
        int task = rest / channels;
        int down = (first + place) / window.across;
        int across = first + place - down * window.across;
        int row = down * window.stride_height - window.padding_height
                + tap_row * window.dilation_height;
        int left = across * window.stride_width - window.padding_width;
        int from = start + task * task_stride + image * image_stride
                + channel * window.rows * window.columns;
        int to = (((int) i / places / images) * window.width * images + image) * places + place;
        for (int tap = 0; tap < window.width; tap++) {
            int column = left + tap * window.dilation_width;
            int inside =
                    row >= 0 && row < window.rows && column >= 0 && column < window.columns;
            out[to] = inside ? x[from + row * window.columns + column] : (REAL) 0;
            to += images * places;
        }
    }
}

/*
 * col2im: one thread for each element of the images, which adds up all taps under which it is, in
 * the order of taps; to what is there, unless the range of places is the first one.
 */
KERNEL columns_to_image(
        GLOBAL REAL *out,
        GLOBAL const REAL *columns,
        int start,
        int task_stride,
        int image_stride,
        int channels,
        int images,
        int first,
        int places,
        WINDOW window,
        int n) {
    long i = INDEX;
    if (i < n) {
        int column = (int) i % window.columns;
        int rest = (int) i / window.columns;
        int row = rest % window.rows;
        rest = rest / window.rows;
        int channel = rest % channels;
        rest = rest / channels;
        int image = rest % images;
        int task = rest / images;
        int to = start + task * task_stride + image * image_stride
                + (channel * window.rows + row) * window.columns + column;
        int from = (task * channels + channel) * window.height * window.width;
        REAL sum = first == 0 ? (REAL) 0 : out[to];
        for (int tap_row = 0; tap_row < window.height; tap_row++) {
            int top = row + window.padding_height - tap_row * window.dilation_height;
            int down = top / window.stride_height;
            if (top < 0 || top != down * window.stride_height || down >= window.down) {
                continue;
            }
            for (int tap = 0; tap < window.width; tap++) {
                int left = column + window.padding_width - tap * window.dilation_width;
                int across = left / window.stride_width;
                if (left < 0 || left != across * window.stride_width || across >= window.across) {
                    continue;
                }
                int place = down * window.across + across - first;
                if (place >= 0 && place < places) {
                    int line = (from + tap_row * window.width + tap) * images + image;
                    sum += columns[line * places + place];
                }
            }
        }
        out[to] = sum;
    }
}

/* Of products, [tasks, outputs, images, places], to images of outputs, plus the bias of each. */
KERNEL product_to_image(
        GLOBAL REAL *out,
        GLOBAL const REAL *product,
        GLOBAL const REAL *bias,
        int biased,
        int start,
        int task_stride,
        int image_stride,
        int all_places,
        int bias_start,
        int bias_stride,
        int outputs,
        int images,
        int first,
        int places,
        int n) {
    long i = INDEX;
    if (i < n) {
        int place = (int) i % places;
        int rest = (int) i / places;
        int output = rest % outputs;
        rest = rest / outputs;
        int image = rest % images;
        int task = rest / images;
        int to = start + task * task_stride + image * image_stride + output * all_places + first
                + place;
        REAL sum = product[((task * outputs + output) * images + image) * places + place];
        out[to] = biased ? sum + bias[bias_start + task * bias_stride + output] : sum;
    }
}

/* The reverse, without a bias: from images of outputs to matrices. */
KERNEL image_to_matrix(
        GLOBAL REAL *out,
        GLOBAL const REAL *x,
        int start,
        int task_stride,
        int image_stride,
        int all_places,
        int outputs,
        int images,
        int first,
        int places,
        int n) {
    long i = INDEX;
    if (i < n) {
        int place = (int) i % places;
        int rest = (int) i / places;
        int image = rest % images;
        rest = rest / images;
        int output = rest % outputs;
        int task = rest / outputs;
        out[i] = x[start + task * task_stride + image * image_stride + output * all_places + first
                + place];
    }
}

/* Adds what further blocks of images have for the filters. */
KERNEL add_part(GLOBAL REAL *out, int start, GLOBAL const REAL *part, int n) {
    long i = INDEX;
    if (i < n) {
        out[start + i] += part[i];
    }
}

/*
 * The position of the first maximum, or NaN, under the window: one thread for each of its places in
 * each plane of x, whose last two axes are those of an image.
 */
KERNEL first_maxima(GLOBAL int *out, GLOBAL const REAL *x, WINDOW window, int n) {
    long i = INDEX;
    if (i < n) {
        int across = (int) i % window.across;
        int rest = (int) i / window.across;
        int down = rest % window.down;
        int plane = rest / window.down * window.rows * window.columns;
        int top = down * window.stride_height - window.padding_height;
        int left = across * window.stride_width - window.padding_width;
        int best = -1;
        REAL most = 0;
        for (int tap_row = 0; tap_row < window.height; tap_row++) {
            int row = top + tap_row * window.dilation_height;
            for (int tap = 0; row >= 0 && row < window.rows && tap < window.width; tap++) {
                int column = left + tap * window.dilation_width;
                if (column < 0 || column >= window.columns) {
                    continue;
                }
                int at = plane + row * window.columns + column;
                REAL next = x[at];
                if (best < 0 || (most == most && !(next <= most))) {
                    best = at;
                    most = next;
                }
            }
        }
        out[i] = best;
    }
}
