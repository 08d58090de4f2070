package org.higher.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.higher.internal.Arguments;
import org.higher.tensor.Tensor;

/**
 * Data by class: examples of one shape, those of each class together.
 *
 * <pre>{@code
 * LabeledData digits = LabeledData.of(images, labels);
 * LabeledData.Split split = digits.split(5, 1);
 * EpisodeSampler train = EpisodeSampler.of(split.first().withRotations()).ways(3);
 * }</pre>
 *
 * <p>Immutable; it may be shared between threads.
 */
public final class LabeledData {
    private final int[] shape;
    private final List<ClassExamples> classes;

    private LabeledData(int[] shape, List<ClassExamples> classes) {
        this.shape = shape;
        this.classes = List.copyOf(classes);
    }

    /**
     * Classes in two parts.
     *
     * @param first those of the first part, in random order
     * @param second all others
     */
    public record Split(LabeledData first, LabeledData second) {}

    /**
     * Inputs with their labels; the classes are in the order of their labels, and named by them.
     *
     * @param inputs shape [n, ...], FLOAT32
     * @param labels one for each input, any whole numbers
     * @throws IllegalArgumentException if there are no inputs, or not one label for each
     */
    public static LabeledData of(Tensor inputs, int... labels) {
        Arguments.nonNull("LabeledData", inputs, "tensor of inputs");
        Arguments.nonNull("LabeledData", labels, "list of labels");
        if (inputs.rank() == 0 || labels.length == 0 || inputs.size(0) != labels.length) {
            throw new IllegalArgumentException(
                    String.format(
                            "LabeledData: inputs %s with %d labels; give [n, ...] and n labels, at"
                                    + " least one",
                            Arrays.toString(inputs.shape()), labels.length));
        }
        float[] values = Examples.floats("LabeledData", "inputs", inputs);
        int size = values.length / labels.length;
        Builder builder = builder(Arrays.copyOfRange(inputs.shape(), 1, inputs.rank()));
        Arrays.stream(labels).sorted().distinct().forEach(l -> builder.declare(String.valueOf(l)));
        for (int i = 0; i < labels.length; i++) {
            builder.add(
                    String.valueOf(labels[i]),
                    Arrays.copyOfRange(values, i * size, (i + 1) * size));
        }
        return builder.build();
    }

    /**
     * Collects examples of a shape, one by one.
     *
     * @param shape of one example; empty for single numbers
     */
    public static Builder builder(int... shape) {
        Arguments.nonNull("LabeledData", shape, "shape");
        return new Builder(shape.clone());
    }

    /** Collects examples by the name of their class. */
    public static final class Builder {
        private final int[] shape;
        private final Map<String, List<float[]>> examples = new LinkedHashMap<>();

        private Builder(int[] shape) {
            this.shape = shape;
        }

        private List<float[]> declare(String name) {
            return examples.computeIfAbsent(name, unseen -> new ArrayList<>());
        }

        /**
         * One more example; classes are in the order in which they were first named.
         *
         * @param example in row-major order
         * @throws IllegalArgumentException if it is not of the shape's size
         */
        public Builder add(String name, float... example) {
            Arguments.nonNull("LabeledData", name, "name of a class");
            Arguments.nonNull("LabeledData", example, "example");
            int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            if (example.length != size) {
                throw new IllegalArgumentException(
                        String.format(
                                "LabeledData: an example of %s with %d numbers, which are not those"
                                        + " of %s",
                                name, example.length, Arrays.toString(shape)));
            }
            declare(name).add(example.clone());
            return this;
        }

        /**
         * The data.
         *
         * @throws IllegalArgumentException if there is no example
         */
        public LabeledData build() {
            if (examples.isEmpty()) {
                throw new IllegalArgumentException("LabeledData: no examples; add some");
            }
            List<ClassExamples> classes = new ArrayList<>();
            examples.forEach(
                    (name, list) -> classes.add(new ClassExamples(name, List.copyOf(list), 0)));
            return new LabeledData(shape, classes);
        }
    }

    /** The shape of one example. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many classes there are. */
    public int classCount() {
        return classes.size();
    }

    /** What a class is called. */
    public String name(int index) {
        return at(index).name();
    }

    /** How many examples of a class there are. */
    public int count(int index) {
        return at(index).examples().size();
    }

    /** An example of a class, in row-major order. */
    public float[] example(int index, int position) {
        ClassExamples found = at(index);
        if (position < 0 || position >= found.examples().size()) {
            throw new IndexOutOfBoundsException(
                    String.format(
                            "LabeledData: example %d of %s, which has %d",
                            position, found.name(), found.examples().size()));
        }
        return found.example(position, shape);
    }

    private ClassExamples at(int index) {
        if (index < 0 || index >= classes.size()) {
            throw new IndexOutOfBoundsException(
                    "LabeledData: class " + index + " of " + classes.size());
        }
        return classes.get(index);
    }

    /**
     * With three more classes for each: its images rotated by 90, 180 and 270 degrees.
     *
     * <p>As in Santoro et al. 2016, <i>Meta-learning with memory-augmented neural networks</i>. An
     * image is rotated, counter-clockwise, when it is asked for; the last two axes are its rows and
     * columns.
     *
     * @throws IllegalArgumentException if examples are no square images
     */
    public LabeledData withRotations() {
        int rank = shape.length;
        if (rank < 2 || shape[rank - 1] != shape[rank - 2]) {
            throw new IllegalArgumentException(
                    "withRotations: examples "
                            + Arrays.toString(shape)
                            + " are no square images; their last two axes must be equal");
        }
        List<ClassExamples> all = new ArrayList<>(classes);
        for (int quarters = 1; quarters <= 3; quarters++) {
            for (ClassExamples upright : classes) {
                all.add(upright.rotated(quarters));
            }
        }
        return new LabeledData(shape, all);
    }

    /**
     * Some of the classes, in the order of the indices.
     *
     * @throws IllegalArgumentException if none is named, or one twice
     */
    public LabeledData select(int... indices) {
        Arguments.nonNull("select", indices, "list of indices");
        if (indices.length == 0) {
            throw new IllegalArgumentException("select: no classes; name one at least");
        }
        if (Arrays.stream(indices).distinct().count() < indices.length) {
            throw new IllegalArgumentException(
                    "select: "
                            + Arrays.toString(indices)
                            + " names a class twice, which an episode could not tell apart; name"
                            + " each once");
        }
        return new LabeledData(shape, Arrays.stream(indices).mapToObj(this::at).toList());
    }

    /**
     * The classes in two parts, at random: no class is in both.
     *
     * @param first how many classes the first part has
     * @throws IllegalArgumentException if one part would have none
     */
    public Split split(int first, long seed) {
        if (first < 1 || first >= classes.size()) {
            throw new IllegalArgumentException(
                    String.format(
                            "split: %d of %d classes; give a number between 0 and that, both"
                                    + " excluded",
                            first, classes.size()));
        }
        int[] order = Draws.distinct(classes.size(), classes.size(), new SplittableRandom(seed));
        return new Split(
                select(Arrays.copyOf(order, first)),
                select(Arrays.copyOfRange(order, first, order.length)));
    }

    /** All of it, as examples of one classification. */
    public Examples examples() {
        List<float[]> all = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int c = 0; c < classes.size(); c++) {
            for (int i = 0; i < count(c); i++) {
                all.add(example(c, i));
                labels.add(c);
            }
        }
        return Draws.examples(
                all, shape, classes.size(), labels.stream().mapToInt(label -> label).toArray());
    }

    @Override
    public String toString() {
        long count = classes.stream().mapToLong(c -> c.examples().size()).sum();
        return String.format(
                "LabeledData of %d classes, %d examples of shape %s",
                classes.size(), count, Arrays.toString(shape));
    }
}
