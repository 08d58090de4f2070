package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers that make no sense, or too much of it, and what is not there: refused by who is asked.
 */
class NonsenseTest {
    private static final RandomGenerator RANDOM = new SplittableRandom(1);
    private static final Tensor X = Tensor.ones(2, 3);
    private static final Tensor IMAGES = Tensor.ones(1, 1, 4, 4);
    private static final int HUGE = 1 << 30;

    /** What is called, and how the message begins. */
    record Row(String message, ThrowingCallable call) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Row> numbers() {
        return Stream.of(
                row("oneHot: -4 classes; there must be at least one", () -> Losses.oneHot(-4)),
                row("oneHot: 0 classes", () -> Losses.oneHot(0)),
                row("oneHot: shape [3, 1073741824]", () -> Losses.oneHot(HUGE, 1, 2, 3)),
                row("zeros: shape [-1] has a negative extent", () -> Tensor.zeros(-1)),
                row("ones: shape [65536, 65536] has more", () -> Tensor.ones(1 << 16, 1 << 16)),
                row("full: shape [-2, 3]", () -> Tensor.full(1, DType.FLOAT32, -2, 3)),
                row("uniform: shape [-2]", () -> Tensor.uniform(RANDOM, DType.FLOAT32, -2)),
                row("normal: shape [-2]", () -> Tensor.normal(RANDOM, DType.FLOAT32, -2)),
                row("of: shape [-2]", () -> Tensor.of(new float[2], -2)),
                row("broadcast: shape [65536", () -> Tensor.ones(1).broadcast(1 << 16, 1 << 16)),
                row("forTasks: shape [1073741824, 2, 3]", () -> X.forTasks(HUGE)),
                row("scatterAdd: shape [-1, 3]", () -> X.scatterAdd(0, -1, 0, 0)),
                row("scatterAdd: shape [1073741824", () -> X.scatterAdd(0, HUGE, 0, 0)),
                row("flatten: the axes of [0, 65536, 65536]", () -> empty().flatten(1)),
                row("reshape: [2, 3] has 6", () -> X.reshape(HUGE, HUGE, 1 << 4)),
                row("mul: shape [50000, 50000]", () -> column(50000).mul(row(50000))),
                row("mmul: shape [50000, 50000]", () -> column(50000).mmul(row(50000))),
                row("meanOfTasks: [2, 3] has no task axis", X::meanOfTasks),
                row("sumOfTasks: [2, 3] has no task axis", X::sumOfTasks),
                row("unstackTasks: [2, 3] has no task axis", X::unstackTasks),
                row("fromTasks: [2, 3] has no task axis", X::fromTasks),
                row("Window: a height of 65536", () -> Window.of(1 << 16, 1 << 16)),
                row(
                        "Window: a height of 3 with dilation",
                        () -> Window.of(3, 3).withDilation(HUGE)),
                row("Window: a height of 3", () -> Window.of(3, 3).withPadding(HUGE)),
                row("conv2d: an image of [4, 4]", NonsenseTest::farPadding),
                row("Linear: shape [65536, 65536]", () -> new Linear(1 << 16, 1 << 16)),
                row("Conv2d: 0 rows and columns", () -> new Conv2d(3, 4, 0)),
                row("Conv2d: shape [65536, 65536, 1, 1]", () -> new Conv2d(1 << 16, 1 << 16, 1)),
                row("Conv2d: 4 outputs in 0 groups", () -> conv(0)),
                row("Conv2d: 4 outputs in 3 groups", () -> conv(3)),
                row("Conv1d: 0 positions", () -> new Conv1d(3, 4, 0)),
                row("Conv1d: shape [65536, 65536, 1]", () -> new Conv1d(1 << 16, 1 << 16, 1)),
                row("Conv1d: 0 channels", () -> new Conv1d(0, 4, 1)),
                row("Window: 1 x 2, stride 1 x 0", () -> Conv1d.builder(1, 1, 2).stride(0).build()),
                row("ConvTranspose2d: 0 rows and columns", () -> new ConvTranspose2d(3, 4, 0)),
                row("ConvTranspose2d: 3 channels and -4", () -> new ConvTranspose2d(3, -4, 1)),
                row(
                        "ConvTranspose2d: shape [65536, 65536, 1, 1]",
                        () -> new ConvTranspose2d(1 << 16, 1 << 16, 1)),
                row("InstanceNorm: 0 channels", () -> new InstanceNorm(0)),
                row("InstanceNorm: eps is NaN", () -> eps(Double.NaN)),
                row("GroupNorm: -4 channels in 2 groups", () -> new GroupNorm(2, -4)),
                row("MaxPool2d: -1 rows and columns", () -> new MaxPool2d(-1)),
                row("AvgPool2d: 0 rows and columns", () -> new AvgPool2d(0)),
                row("BatchNorm: 0 channels", () -> new BatchNorm(0)),
                row(
                        "BatchNorm: -3 channels",
                        () -> BatchNorm.builder(-3).affine(false).runningStatistics(false).build()),
                row("BatchNorm: eps is NaN", () -> norm(Double.NaN, 0.1)),
                row("BatchNorm: eps is -1.0", () -> norm(-1, 0.1)),
                row("BatchNorm: momentum is 1.5", () -> norm(1e-5, 1.5)),
                row("LayerNorm: shape [0]", () -> new LayerNorm(0)),
                row("LayerNorm: shape [2, -1]", () -> new LayerNorm(2, -1)),
                row("LayerNorm: eps is -1.0", () -> new LayerNorm(X, X, -1)),
                row("LstmCell: 4 x 1073741824 rows of gates", () -> new LstmCell(1, HUGE)),
                row("LstmCell: shape [262144, 65536]", () -> new LstmCell(1, 1 << 16)),
                row("GruCell: 3 x 1073741824 rows of gates", () -> new GruCell(1, HUGE)),
                row("RnnCell: shape [65536, 65536]", () -> new RnnCell(1, 1 << 16)),
                row("Lstm: 1073741824 x 2 outputs", () -> new Lstm(1, HUGE, twoWays())),
                row("RecurrentOptions: 1073741824 x 2 cells", () -> twoWays().withLayers(HUGE)),
                row("Embedding: shape [65536, 65536]", () -> new Embedding(1 << 16, 1 << 16)),
                row("causalMask: shape [-1, -1]", () -> MultiHeadAttention.causalMask(-1)),
                row("causalMask: shape [65536", () -> MultiHeadAttention.causalMask(1 << 16)),
                row("MultiHeadAttention: shape [65536", () -> new MultiHeadAttention(1 << 16, 1)),
                row("truncatedNormal: shape [-1]", () -> Init.truncatedNormal(1, 2, RANDOM, -1)),
                row("xavierUniform: fans of 0", () -> Init.xavierUniform(0, 0, RANDOM, 2)),
                row("orthogonal: shape [65536", () -> Init.orthogonal(1, RANDOM, 1 << 16, 1 << 16)),
                row("kaimingUniform: 0 inputs", () -> Init.kaimingUniform(1, 0, RANDOM, 2)));
    }

    static Stream<Row> nothing() {
        Tensor no = null;
        return Stream.of(
                row("oneHot: the list of labels is null", () -> Losses.oneHot(3, (int[]) null)),
                row("mse: target is null", () -> Losses.mse(X, null)),
                row("crossEntropy: logits is null", () -> Losses.crossEntropy(null, 1)),
                row("crossEntropy: probabilities is null", () -> Losses.crossEntropy(X, no)),
                row("mul: an operand is null", () -> X.mul(null)),
                row("where: an operand is null", () -> Tensor.where(X, X, null)),
                row("mmul: an operand is null", () -> X.mmul(null)),
                row("linear: an operand is null", () -> X.linear(X, null)),
                row("conv2d: the weight is null", () -> IMAGES.conv2d(null)),
                row("maxPool2d: the window is null", () -> IMAGES.maxPool2d(null)),
                row("of: the array of values is null", () -> Tensor.of((float[]) null)),
                row("of: the shape is null", () -> Tensor.of(new float[1], (int[]) null)),
                row("zeros: the shape is null", () -> Tensor.zeros((int[]) null)),
                row("scalar: the element type is null", () -> Tensor.scalar(1, null)),
                row("normal: the generator is null", () -> Tensor.normal(null, DType.FLOAT32, 1)),
                row("parameter: the value is null", () -> Tensor.parameter(null)),
                row("concat: a part is null", () -> Tensor.concat(0, no, X)),
                row("concat: a part is null", () -> Tensor.concat(0, X, no)),
                row("stack: a part is null", () -> Tensor.stack(0, X, no)),
                row("stackTasks: the list is null", () -> Tensor.stackTasks(null)),
                row("gather: the list of indices is null", () -> X.gather(0, (int[]) null)),
                row("to: the element type is null", () -> X.to((DType) null)),
                row("reshape: the shape is null", () -> X.reshape((int[]) null)),
                row("Linear: weight is null", () -> new Linear(null, Optional.empty())),
                row("Linear: bias is null", () -> new Linear(X, null)),
                row("Linear: the generator is null", () -> new Linear(1, 1, true, null)),
                row("Conv2d: window is null", () -> new Conv2d(1, 1, null)),
                row("Conv1d: the generator is null", () -> Conv1d.builder(1, 1, 1).random(null)),
                row("Conv1d: the input is null", () -> new Conv1d(1, 1, 1).forward(null)),
                row("ConvTranspose2d: window is null", () -> new ConvTranspose2d(1, 1, null)),
                row("GroupNorm: weight is null", () -> new GroupNorm(1, 1, null, null, 1)),
                row("InstanceNorm: the input is null", () -> new InstanceNorm(1).forward(null)),
                row("huber: reduction is null", () -> Losses.huber(X, X, null)),
                row("hinge: chosen is null", () -> Losses.hinge(X, no)),
                row("Reduction: weights is null", () -> Reduction.MEAN.weighted(null)),
                row("MaxPool2d: window is null", () -> new MaxPool2d(null)),
                row("LayerNorm: shape is null", () -> new LayerNorm((int[]) null)),
                row("Lstm: options is null", () -> new Lstm(1, 1, null)),
                row("Lstm: the list of cells is null", () -> new Lstm(null, twoWays())),
                row("Embedding: padding is null", () -> new Embedding(1, 1, null, RANDOM)),
                row("Embedding: a sequence is null", NonsenseTest::noSequence),
                row("MultiHeadAttention: query is null", NonsenseTest::noQuery));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void numbersWithoutSenseAreRefusedByName(Row row) {
        assertThatThrownBy(row.call)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(row.message);
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void whatIsMissingIsNamed(Row row) {
        assertThatThrownBy(row.call)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(row.message);
    }

    /** A stride beyond the image leaves one place, however far it goes. */
    @Test
    void stridesBeyondTheImageLeaveOnePlace() {
        Tensor x = Tensor.parameter(IMAGES);
        Tensor y = x.conv2d(Tensor.ones(1, 1, 2, 2), Window.of(2, 2).withStride(HUGE), 1);
        assertThat(y.toFloats()).containsExactly(4);
        y.sum().backward();
        assertThat(x.grad().orElseThrow().toFloats())
                .containsExactly(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(IMAGES.maxPool2d(Window.of(2, 2).withStride(HUGE)).toFloats())
                .containsExactly(1);
    }

    private static Row row(String message, ThrowingCallable call) {
        return new Row(message, call);
    }

    private static Tensor column(int n) {
        return Tensor.ones(n, 1);
    }

    private static Tensor row(int n) {
        return Tensor.ones(1, n);
    }

    private static Tensor empty() {
        return Tensor.zeros(0, 1 << 16, 1 << 16);
    }

    private static void farPadding() {
        Window far = Window.of(1, 1).withPadding(1 << 20).withStride(1 << 20);
        IMAGES.conv2d(Tensor.ones(1, 1, 1, 1), far, 1);
    }

    private static Conv2d conv(int groups) {
        return new Conv2d(Tensor.ones(4, 1, 1, 1), Optional.empty(), Window.of(1, 1), groups);
    }

    private static BatchNorm norm(double eps, double momentum) {
        return BatchNorm.builder(3).eps(eps).momentum(momentum).build();
    }

    private static InstanceNorm eps(double eps) {
        return InstanceNorm.builder(3).eps(eps).build();
    }

    private static RecurrentOptions twoWays() {
        return RecurrentOptions.DEFAULT.withBidirectional(true);
    }

    private static void noSequence() {
        new Embedding(2, 2, OptionalInt.empty(), RANDOM).forward(new int[][] {{0}, null});
    }

    private static void noQuery() {
        Linear map = new Linear(2, 2);
        new MultiHeadAttention(null, map, map, map, 1);
    }

    @Test
    void everyListedPartIsLookedAt() {
        assertThatThrownBy(() -> Tensor.stackTasks(Arrays.asList(X, null)))
                .hasMessage("stackTasks: a tensor is null");
    }
}
