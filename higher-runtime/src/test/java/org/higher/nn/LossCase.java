package org.higher.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.higher.array.DType;
import org.higher.tensor.Tensor;

/**
 * A loss, and what each of its losses is in plain Java.
 *
 * @param variables how many of the inputs it is differentiated by; the others are constants
 * @param perRow whether there is a loss for each row, else for each element
 * @param inputs draws what the loss is given
 * @param loss of inputs
 * @param reference of the numbers of the inputs, row-major, and of the index of a loss
 */
record LossCase(
        String name,
        int variables,
        boolean perRow,
        Function<RandomGenerator, List<Tensor>> inputs,
        Loss loss,
        Reference reference) {
    static final int ROWS = 5;
    static final int COLUMNS = 3;
    private static final int[] LABELS = {2, 0, 1, 1, 2};

    /** A loss function of the library. */
    interface Loss {
        Tensor of(List<Tensor> inputs, Reduction reduction);
    }

    /** One of its losses. */
    interface Reference {
        double of(List<double[]> inputs, int index);
    }

    /** How many losses there are. */
    int count() {
        return perRow ? ROWS : ROWS * COLUMNS;
    }

    double[] expected(List<Tensor> inputs) {
        List<double[]> numbers = inputs.stream().map(Tensor::toDoubles).toList();
        double[] each = new double[count()];
        for (int i = 0; i < each.length; i++) {
            each[i] = reference.of(numbers, i);
        }
        return each;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Every loss, with other settings than the default. */
    static List<LossCase> all() {
        List<LossCase> cases = new ArrayList<>();
        regression(cases);
        classification(cases);
        hinges(cases);
        embeddings(cases);
        return cases;
    }

    private static void regression(List<LossCase> cases) {
        elements(cases, "mse", (x, r) -> Losses.mse(x.get(0), x.get(1), r), d -> d * d);
        elements(
                cases,
                "huber",
                (x, r) -> Losses.huber(x.get(0), x.get(1), 0.7, r),
                d -> Math.abs(d) <= 0.7 ? d * d / 2 : 0.7 * (Math.abs(d) - 0.35));
        elements(
                cases,
                "smoothL1",
                (x, r) -> Losses.smoothL1(x.get(0), x.get(1), 0.4, r),
                d -> Math.abs(d) <= 0.4 ? d * d / 0.8 : Math.abs(d) - 0.2);
        elements(
                cases,
                "smoothL1 of beta 0",
                (x, r) -> Losses.smoothL1(x.get(0), x.get(1), 0, r),
                Math::abs);
    }

    private static void elements(
            List<LossCase> cases, String name, Loss loss, DoubleUnaryOperator ofDifference) {
        cases.add(
                new LossCase(
                        name,
                        2,
                        false,
                        random -> List.of(normal(random), normal(random)),
                        loss,
                        (x, i) -> ofDifference.applyAsDouble(x.get(0)[i] - x.get(1)[i])));
    }

    private static void classification(List<LossCase> cases) {
        cases.add(
                new LossCase(
                        "binaryCrossEntropy",
                        2,
                        false,
                        random -> List.of(normal(random), normal(random).sigmoid()),
                        (x, r) -> Losses.binaryCrossEntropy(x.get(0), x.get(1), r),
                        (x, i) -> {
                            double p = 1 / (1 + Math.exp(-x.get(0)[i]));
                            double z = x.get(1)[i];
                            return -z * Math.log(p) - (1 - z) * Math.log(1 - p);
                        }));
        cases.add(
                rows(
                        "crossEntropy of probabilities",
                        2,
                        random -> List.of(normal(random), normal(random).softmax(1)),
                        (x, r) -> Losses.crossEntropy(x.get(0), x.get(1), r),
                        (x, row) -> -sum(c -> at(x, 1, row, c) * logSoftmax(x.get(0), row, c))));
        cases.add(
                rows(
                        "crossEntropy of labels",
                        1,
                        random -> List.of(normal(random)),
                        (x, r) -> Losses.crossEntropy(x.get(0), LABELS, r),
                        (x, row) -> -logSoftmax(x.get(0), row, LABELS[row])));
        cases.add(
                rows(
                        "crossEntropy of smoothed labels",
                        1,
                        random -> List.of(normal(random)),
                        (x, r) -> Losses.crossEntropy(x.get(0), LABELS, 0.2, r),
                        (x, row) ->
                                -0.8 * logSoftmax(x.get(0), row, LABELS[row])
                                        - 0.2 / COLUMNS * sum(c -> logSoftmax(x.get(0), row, c))));
        cases.add(
                rows(
                        "crossEntropy of smoothed probabilities",
                        2,
                        random -> List.of(normal(random), normal(random).softmax(1)),
                        (x, r) -> Losses.crossEntropy(x.get(0), x.get(1), 0.3, r),
                        (x, row) ->
                                -sum(
                                        c ->
                                                (0.7 * at(x, 1, row, c) + 0.3 / COLUMNS)
                                                        * logSoftmax(x.get(0), row, c))));
        cases.add(
                rows(
                        "klDivergence",
                        2,
                        random -> List.of(normal(random), normal(random).softmax(1)),
                        (x, r) -> Losses.klDivergence(x.get(0).logSoftmax(1), x.get(1), r),
                        (x, row) ->
                                sum(
                                        c ->
                                                at(x, 1, row, c)
                                                        * (Math.log(at(x, 1, row, c))
                                                                - logSoftmax(x.get(0), row, c)))));
    }

    private static void hinges(List<LossCase> cases) {
        Reference hinge =
                (x, row) ->
                        sum(
                                        c ->
                                                c == LABELS[row]
                                                        ? 0
                                                        : Math.max(
                                                                0,
                                                                0.8
                                                                        - at(x, 0, row, LABELS[row])
                                                                        + at(x, 0, row, c)))
                                / COLUMNS;
        cases.add(
                rows(
                        "hinge of labels",
                        1,
                        random -> List.of(normal(random)),
                        (x, r) -> Losses.hinge(x.get(0), LABELS, 0.8, r),
                        hinge));
        cases.add(
                rows(
                        "hinge of chosen classes",
                        1,
                        random ->
                                List.of(
                                        normal(random),
                                        Losses.oneHot(COLUMNS, LABELS).to(DType.FLOAT64)),
                        (x, r) -> Losses.hinge(x.get(0), x.get(1), 0.8, r),
                        hinge));
    }

    private static void embeddings(List<LossCase> cases) {
        Tensor signs = Tensor.of(new double[] {1, -1, -1, 1, -1});
        cases.add(
                rows(
                        "cosineSimilarity",
                        2,
                        random -> List.of(normal(random), normal(random)),
                        (x, r) -> r.of("cosine", Losses.cosineSimilarity(x.get(0), x.get(1))),
                        LossCase::cosine));
        cases.add(
                rows(
                        "cosineEmbedding",
                        2,
                        random -> List.of(normal(random), normal(random), signs),
                        (x, r) -> Losses.cosineEmbedding(x.get(0), x.get(1), x.get(2), -0.3, r),
                        (x, row) ->
                                x.get(2)[row] > 0
                                        ? 1 - cosine(x, row)
                                        : Math.max(0, cosine(x, row) + 0.3)));
        cases.add(
                rows(
                        "tripletMargin",
                        3,
                        random -> List.of(normal(random), normal(random), normal(random)),
                        (x, r) -> Losses.tripletMargin(x.get(0), x.get(1), x.get(2), 0.5, r),
                        (x, row) -> Math.max(0, distance(x, 1, row) - distance(x, 2, row) + 0.5)));
    }

    private static LossCase rows(
            String name,
            int variables,
            Function<RandomGenerator, List<Tensor>> inputs,
            Loss loss,
            Reference reference) {
        return new LossCase(name, variables, true, inputs, loss, reference);
    }

    private static double cosine(List<double[]> x, int row) {
        double product = sum(c -> at(x, 0, row, c) * at(x, 1, row, c));
        double squares = sum(c -> at(x, 0, row, c) * at(x, 0, row, c));
        return product / Math.sqrt(squares * sum(c -> at(x, 1, row, c) * at(x, 1, row, c)));
    }

    private static double distance(List<double[]> x, int other, int row) {
        return Math.sqrt(sum(c -> Math.pow(at(x, 0, row, c) - at(x, other, row, c), 2)));
    }

    private static double logSoftmax(double[] logits, int row, int column) {
        return logits[row * COLUMNS + column]
                - Math.log(sum(c -> Math.exp(logits[row * COLUMNS + c])));
    }

    private static double at(List<double[]> x, int input, int row, int column) {
        return x.get(input)[row * COLUMNS + column];
    }

    private static double sum(IntToDoubleFunction of) {
        double sum = 0;
        for (int c = 0; c < COLUMNS; c++) {
            sum += of.applyAsDouble(c);
        }
        return sum;
    }

    private static Tensor normal(RandomGenerator random) {
        return Tensor.normal(random, DType.FLOAT64, ROWS, COLUMNS);
    }
}
