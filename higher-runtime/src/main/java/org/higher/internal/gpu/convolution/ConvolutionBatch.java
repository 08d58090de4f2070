package org.higher.internal.gpu.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.gpu.GpuArray;
import org.higher.internal.gpu.GpuDevice;
import org.higher.internal.gpu.KernelTexts.Family;
import org.higher.internal.gpu.Matmul;
import org.higher.internal.gpu.Matmul.Matrices;
import org.higher.internal.gpu.driver.Kernel;
import org.higher.internal.gpu.driver.Memory;

/**
 * The matrices of a convolution: im2col, its reverse, and products of them, for some tasks, images
 * or places at a time.
 *
 * <p>An array lacks the axis of tasks where they share it. The matrices of a block lay its images
 * side by side: those of images are [channels of a group by taps, images by places], those of
 * results [outputs of a group, images by places].
 *
 * @param rows of an image
 * @param columns of an image
 * @param tasks with filters of their own
 * @param images of each task
 */
record ConvolutionBatch(
        GpuDevice gpu,
        DType dtype,
        Window window,
        int groups,
        int channels,
        int outputs,
        int rows,
        int columns,
        int tasks,
        int images) {
    /** What is computed at a time: places of images of tasks, each from the first one on. */
    record Block(int task, int tasks, int image, int images, int place, int places) {
        /** The columns of its matrices. */
        int length() {
            return images * places;
        }
    }

    // sizes

    private int down() {
        return window.rowsOver(rows);
    }

    private int across() {
        return window.columnsOver(columns);
    }

    private int allPlaces() {
        return down() * across();
    }

    /** The rows of a matrix of images. */
    private int taps() {
        return channels / groups * window.taps();
    }

    /** Bytes of some rows of each task in a block. */
    long bytes(int rowsOfTask, Block block) {
        return width() * block.tasks * rowsOfTask * block.length();
    }

    private long width() {
        return dtype == DType.FLOAT32 ? 4 : 8;
    }

    /** From task to task in an array, which is 0 if they share it. */
    private int taskStride(GpuArray x, int task) {
        return x.size() == task ? 0 : task;
    }

    private boolean isShared(GpuArray x) {
        return tasks > 1 && x.size() == image() * images;
    }

    private int image() {
        return channels * rows * columns;
    }

    private int result() {
        return outputs * allPlaces();
    }

    private int filter() {
        return outputs * taps();
    }

    /** Where the images of a task begin. */
    int imagesAt(GpuArray x, int task) {
        return task * taskStride(x, image() * images);
    }

    /** Where the filters of a task begin. */
    int filtersAt(GpuArray w, int task) {
        return task * taskStride(w, filter());
    }

    /** Where the results of a task begin. */
    int resultsAt(GpuArray y, int task) {
        return task * taskStride(y, result() * images);
    }

    /** How many there are for each task. */
    double multiplications() {
        return (double) filter() * allPlaces() * images;
    }

    /**
     * What to compute at a time, so that columns have no more bytes than a bound, nor have the
     * matrices of results: whole tasks, else whole images, else places.
     *
     * @param x the images, of which all tasks may share the columns
     */
    List<Block> blocks(GpuArray x, long bound) {
        int made = isShared(x) ? 1 : tasks;
        int places = allPlaces();
        long elements = Math.max((long) channels * window.taps(), (long) outputs * (tasks / made));
        long most = Math.max(1, bound / (width() * elements));
        int t = (int) Math.max(1, Math.min(made, most / ((long) images * places)));
        int n = t > 1 ? images : (int) Math.max(1, Math.min(images, most / places));
        int p = n > 1 ? places : (int) Math.min(places, most);
        List<Block> blocks = new ArrayList<>();
        for (int task = 0; task < made; task += t) {
            int these = made < tasks ? tasks : Math.min(t, tasks - task);
            for (int image = 0; image < images; image += n) {
                for (int place = 0; place < places; place += p) {
                    blocks.add(
                            new Block(
                                    task,
                                    these,
                                    image,
                                    Math.min(n, images - image),
                                    place,
                                    Math.min(p, places - place)));
                }
            }
        }
        return blocks;
    }

    // operands

    /** The filters of the tasks of a block: [outputs of a group, channels of it by taps]. */
    Matrices filters(GpuArray w, Block block) {
        int task = taskStride(w, filter());
        return new Matrices(w, block.task * task, new int[] {task, filter() / groups}, false);
    }

    /** Makes the matrices of images (im2col) for as long as they are used. */
    void withColumns(GpuArray x, Block block, Consumer<Matrices> use) {
        int made = isShared(x) ? 1 : block.tasks;
        int size = channels * window.taps() * block.length();
        gpu.using(
                width() * made * size,
                memory -> {
                    int n = made * channels * window.height() * block.length();
                    int task = taskStride(x, image() * images);
                    gpu.launch(
                            kernel("image_to_columns"),
                            n,
                            memory,
                            x,
                            block.task * task + block.image * image(),
                            task,
                            image(),
                            channels,
                            block.images,
                            block.place,
                            block.places,
                            WindowStructure.of(window, rows, columns),
                            n);
                    int[] strides = {made == 1 ? 0 : size, size / groups};
                    use.accept(new Matrices(memory, 0, strides, false));
                });
    }

    /** The matrices of results, made if they are not in memory as such. */
    void withPlaces(GpuArray g, Block block, Consumer<Matrices> use) {
        int task = taskStride(g, result() * images);
        int start = block.task * task + block.image * result();
        if (block.images == 1 && block.places == allPlaces()) {
            use.accept(new Matrices(g, start, new int[] {task, result() / groups}, false));
            return;
        }
        int made = task == 0 ? 1 : block.tasks;
        int size = outputs * block.length();
        int n = made * size;
        gpu.using(
                width() * n,
                memory -> {
                    gpu.launch(
                            kernel("image_to_matrix"),
                            n,
                            memory,
                            g,
                            start,
                            task,
                            result(),
                            allPlaces(),
                            outputs,
                            block.images,
                            block.place,
                            block.places,
                            n);
                    int[] strides = {made == 1 ? 0 : size, size / groups};
                    use.accept(new Matrices(memory, 0, strides, false));
                });
    }

    // products

    /** Filters by columns: [outputs of a group, images by places]. */
    void multiply(Block block, Matrices filters, Matrices columns, Object out, int start) {
        int[] extents = {outputs / groups, block.length(), taps()};
        Matmul.multiply(gpu, dtype, products(block), extents, filters, columns, out, start);
    }

    /** Transposed filters by results: columns. */
    void multiplyTransposed(Block block, Matrices filters, Matrices places, Memory columns) {
        int[] extents = {taps(), block.length(), outputs / groups};
        Matmul.multiply(
                gpu, dtype, products(block), extents, filters.transpose(), places, columns, 0);
    }

    /** Results by transposed columns: filters, to which further blocks of a task are added. */
    void correlate(Block block, Matrices places, Matrices columns, GpuArray filters) {
        int[] extents = {outputs / groups, taps(), block.length()};
        int start = block.task * filter();
        if (block.image == 0 && block.place == 0) {
            Matmul.multiply(
                    gpu,
                    dtype,
                    products(block),
                    extents,
                    places,
                    columns.transpose(),
                    filters,
                    start);
            return;
        }
        int size = block.tasks * filter();
        gpu.using(
                width() * size,
                part -> {
                    Matmul.multiply(
                            gpu,
                            dtype,
                            products(block),
                            extents,
                            places,
                            columns.transpose(),
                            part,
                            0);
                    gpu.launch(kernel("add_part"), size, filters, start, part, size);
                });
    }

    private int[] products(Block block) {
        return new int[] {block.tasks, groups};
    }

    // results

    /** Whether products of a block are its results, in their places. */
    boolean isDense(Block block) {
        return images == 1 && block.places == allPlaces();
    }

    /** Where the results of a dense block begin. */
    int start(Block block) {
        return block.task * result();
    }

    /** Puts products into their places, plus the bias of each output. */
    void toImages(Memory product, GpuArray y, Optional<GpuArray> bias, Block block) {
        int n = block.tasks * outputs * block.length();
        int task = bias.map(b -> taskStride(b, outputs)).orElse(0);
        gpu.launch(
                kernel("product_to_image"),
                n,
                y,
                product,
                bias.isPresent() ? bias.get() : product,
                bias.isPresent() ? 1 : 0,
                (block.task * images + block.image) * result(),
                images * result(),
                result(),
                allPlaces(),
                block.task * task,
                task,
                outputs,
                block.images,
                block.place,
                block.places,
                n);
    }

    /** Adds columns up where they are in the images (col2im); the first places begin with 0. */
    void addToImages(Memory columnsOfImages, GpuArray x, Block block) {
        int n = block.tasks * block.images * image();
        gpu.launch(
                kernel("columns_to_image"),
                n,
                x,
                columnsOfImages,
                (block.task * images + block.image) * image(),
                images * image(),
                image(),
                channels,
                block.images,
                block.place,
                block.places,
                WindowStructure.of(window, rows, columns),
                n);
    }

    private Kernel kernel(String name) {
        return gpu.fixed(Family.CONVOLUTION, name, dtype);
    }
}
