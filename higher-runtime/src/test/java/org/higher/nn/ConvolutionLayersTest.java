package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.functional.Params;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Conv1d and ConvTranspose2d")
class ConvolutionLayersTest {
    private final SplittableRandom random = new SplittableRandom(9);

    private Tensor normal(int... shape) {
        return Tensor.normal(random, DType.FLOAT64, shape);
    }

    /** Settings of a 1-D convolution, with two outputs for each group. */
    record Signal(int length, int size, int stride, int padding, int dilation, int groups) {}

    static Stream<Signal> signals() {
        return Stream.of(
                new Signal(7, 3, 1, 0, 1, 1),
                new Signal(8, 3, 2, 1, 1, 1),
                new Signal(9, 2, 3, 2, 3, 2),
                new Signal(1, 1, 1, 0, 1, 3),
                new Signal(2, 4, 5, 3, 1, 2),
                new Signal(5, 5, 2, 0, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("signals")
    @DisplayName("Conv1d is the sum over positions, channels by groups")
    void conv1d(Signal s) {
        int each = 2;
        Tensor weight = normal(2 * s.groups, each, s.size);
        Tensor bias = normal(2 * s.groups);
        Tensor x = normal(2, each * s.groups, s.length);
        Conv1d layer =
                new Conv1d(weight, Optional.of(bias), s.stride, s.padding, s.dilation, s.groups);
        int places = (s.length + 2 * s.padding - s.dilation * (s.size - 1) - 1) / s.stride + 1;
        double[] expected = new double[2 * 2 * s.groups * places];
        for (int i = 0; i < expected.length; i++) {
            int place = i % places;
            int output = i / places % (2 * s.groups);
            int n = i / places / (2 * s.groups);
            expected[i] = bias.toDoubles()[output];
            for (int c = 0; c < each; c++) {
                for (int k = 0; k < s.size; k++) {
                    int at = place * s.stride - s.padding + k * s.dilation;
                    if (at >= 0 && at < s.length) {
                        int channel = output / 2 * each + c;
                        expected[i] +=
                                weight.toDoubles()[(output * each + c) * s.size + k]
                                        * x.toDoubles()[
                                                (n * each * s.groups + channel) * s.length + at];
                    }
                }
            }
        }
        Tensor y = layer.forward(x);
        assertThat(y.shape()).containsExactly(2, 2 * s.groups, places);
        LayerCheck.assertClose(y, expected);
    }

    /** Settings of a transposed convolution, with two outputs for each group. */
    record Image(int rows, int columns, Window window, int moreRows, int moreColumns, int groups) {}

    static Stream<Image> images() {
        Window two = Window.of(3, 3).withStride(2).withPadding(1);
        return Stream.of(
                new Image(3, 4, Window.of(2, 3), 0, 0, 1),
                new Image(4, 4, two, 1, 1, 1),
                new Image(3, 2, two, 0, 0, 2),
                new Image(2, 3, Window.of(3, 2).withStride(3, 2).withPadding(1, 2), 2, 1, 3),
                new Image(2, 3, Window.of(2, 3).withDilation(3, 2).withStride(2, 3), 1, 0, 2),
                new Image(1, 1, Window.of(1, 1), 0, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("images")
    @DisplayName("ConvTranspose2d adds up the filters, times the elements")
    void convTranspose2d(Image s) {
        Window w = s.window;
        int each = 2;
        int channels = 2 * s.groups;
        int outputs = each * s.groups;
        Tensor weight = normal(channels, each, w.height(), w.width());
        Tensor bias = normal(outputs);
        Tensor x = normal(2, channels, s.rows, s.columns);
        ConvTranspose2d layer =
                new ConvTranspose2d(
                        weight, Optional.of(bias), w, s.moreRows, s.moreColumns, s.groups);
        int rows =
                size(s.rows, w.strideHeight(), w.paddingHeight(), w.dilationHeight(), w.height());
        int columns =
                size(s.columns, w.strideWidth(), w.paddingWidth(), w.dilationWidth(), w.width());
        rows += s.moreRows;
        columns += s.moreColumns;
        double[][][][] sum = new double[2][outputs][rows][columns];
        double[] in = x.toDoubles();
        double[] filters = weight.toDoubles();
        for (int i = 0; i < in.length; i++) {
            int column = i % s.columns;
            int row = i / s.columns % s.rows;
            int channel = i / s.columns / s.rows % channels;
            int n = i / s.columns / s.rows / channels;
            for (int tap = 0; tap < each * w.taps(); tap++) {
                int b = tap % w.width();
                int a = tap / w.width() % w.height();
                int output = channel / 2 * each + tap / w.taps();
                int r = row * w.strideHeight() - w.paddingHeight() + a * w.dilationHeight();
                int c = column * w.strideWidth() - w.paddingWidth() + b * w.dilationWidth();
                if (r >= 0 && r < rows && c >= 0 && c < columns) {
                    sum[n][output][r][c] += in[i] * filters[channel * each * w.taps() + tap];
                }
            }
        }
        double[] expected = new double[2 * outputs * rows * columns];
        for (int i = 0; i < expected.length; i++) {
            int output = i / columns / rows % outputs;
            expected[i] =
                    bias.toDoubles()[output]
                            + sum[i / columns / rows / outputs][output][i / columns % rows][
                                    i % columns];
        }
        Tensor y = layer.forward(x);
        assertThat(y.shape()).containsExactly(2, outputs, rows, columns);
        LayerCheck.assertClose(y, expected);
        Tensor images = normal(2, outputs, rows, columns);
        LayerCheck.assertClose(
                images.conv2d(weight, w, s.groups).dot(x), // the one is the other, transposed
                images.dot(y.sub(bias.reshape(-1, 1, 1))).item());
    }

    private static int size(int places, int stride, int padding, int dilation, int size) {
        return (places - 1) * stride - 2 * padding + dilation * (size - 1) + 1;
    }

    @Test
    @DisplayName("stand every check: twins, second derivatives, tasks")
    void standEveryCheck() {
        Conv1d plain = Conv1d.builder(2, 3, 3).random(random).build();
        new LayerCheck<>(
                        FunctionalConv1d.of(plain),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 2, 5})
                .all(in -> List.of(plain.forward(in.get(0)).tanh()), in -> in);
        Conv1d grouped =
                Conv1d.builder(4, 2, 2)
                        .stride(2)
                        .padding(1)
                        .dilation(2)
                        .groups(2)
                        .bias(false)
                        .random(random)
                        .build();
        new LayerCheck<>(
                        FunctionalConv1d.of(grouped),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 4, 5})
                .all(in -> List.of(grouped.forward(in.get(0)).tanh()));
        Window half = Window.of(3, 2).withStride(2, 3).withPadding(1, 0);
        ConvTranspose2d wide =
                ConvTranspose2d.builder(4, 2, half)
                        .outputPadding(1, 2)
                        .groups(2)
                        .random(random)
                        .build();
        new LayerCheck<>(
                        FunctionalConvTranspose2d.of(wide),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {2, 4, 2, 3})
                .all(in -> List.of(wide.forward(in.get(0)).tanh()));
        ConvTranspose2d bare =
                ConvTranspose2d.builder(1, 2, Window.of(2, 2)).bias(false).random(random).build();
        new LayerCheck<>(
                        FunctionalConvTranspose2d.of(bare),
                        (layer, in) -> List.of(layer.forward(in.get(0)).tanh()),
                        new int[] {1, 1, 2, 2})
                .all(in -> List.of(bare.forward(in.get(0)).tanh()));
    }

    @Test
    @DisplayName("parameters lie and are drawn as PyTorch's")
    void parameters() {
        FunctionalConv1d line =
                FunctionalConv1d.of(Conv1d.builder(8, 200, 3).groups(2).random(random).build());
        assertThat(line.params().weight().shape()).containsExactly(200, 4, 3);
        assertThat(Params.named(line.params()).keySet()).containsExactly("weight", "bias");
        areWithin(1 / Math.sqrt(4 * 3), line.parameters());
        FunctionalConvTranspose2d image =
                FunctionalConvTranspose2d.of(
                        ConvTranspose2d.builder(200, 8, Window.of(3, 2))
                                .groups(2)
                                .random(random)
                                .build());
        assertThat(image.params().weight().shape()).containsExactly(200, 4, 3, 2);
        assertThat(image.params().bias().orElseThrow().shape()).containsExactly(8);
        areWithin(1 / Math.sqrt(4 * 3 * 2), image.parameters().subList(0, 1));
        Init.seed(4);
        float[] once = FunctionalConv1d.of(new Conv1d(2, 3, 2)).params().weight().toFloats();
        Init.seed(4);
        assertThat(FunctionalConv1d.of(new Conv1d(2, 3, 2)).params().weight().toFloats())
                .containsExactly(once);
        assertThat(new ConvTranspose2d(3, 2, 2).forward(Tensor.ones(1, 3, 4, 5)).shape())
                .containsExactly(1, 2, 5, 6);
    }

    private static void areWithin(double bound, List<Tensor> parameters) {
        for (Tensor parameter : parameters) {
            assertThat(parameter.requiresGrad()).isTrue();
            assertThat(parameter.abs().amax().item()).isBetween(0.95 * bound, bound);
        }
    }

    @Test
    @DisplayName("empty batches stay empty")
    void emptyBatches() {
        assertThat(new Conv1d(2, 3, 2).forward(Tensor.zeros(0, 2, 5)).shape())
                .containsExactly(0, 3, 4);
        assertThat(new ConvTranspose2d(2, 3, 2).forward(Tensor.zeros(0, 2, 5, 4)).shape())
                .containsExactly(0, 3, 6, 5);
    }

    @Test
    @DisplayName("what does not fit is named, with what to do")
    void refuses() {
        Optional<Tensor> none = Optional.empty();
        Window two = Window.of(2, 2).withStride(2);
        refuses(
                () -> Conv1d.builder(3, 4, 2).groups(2).build(),
                "Conv1d: 3 channels and 4 outputs in 2 groups; channels and outputs must be"
                        + " positive multiples of groups");
        refuses(
                () -> new Conv1d(Tensor.zeros(2, 1, 3, 3), none, 1, 0, 1, 1),
                "Conv1d: weight [2, 1, 3, 3]; give [outputs, channels / groups, size]");
        refuses(
                () -> new Conv1d(Tensor.zeros(3, 1, 3), none, 1, 0, 1, 2),
                "Conv1d: 3 outputs in 2 groups; they must be a positive multiple of groups");
        refuses(
                () -> new Conv1d(Tensor.zeros(3, 1, 3), Optional.of(Tensor.zeros(2)), 1, 0, 1, 1),
                "Conv1d: bias [2] must have the 3 outputs of the weight");
        refuses(
                () -> new Conv1d(2, 3, 2).forward(Tensor.zeros(4, 3, 5)),
                "Conv1d: [4, 3, 5] for a layer of 2 channels; give [n, 2, length]");
        refuses(
                () -> new Conv1d(2, 3, 2).forward(Tensor.zeros(2, 5)),
                "Conv1d: [2, 5] for a layer of 2 channels; give [n, 2, length]");
        refuses(
                () -> Conv1d.builder(2, 3, 4).dilation(2).build().forward(Tensor.zeros(1, 2, 6)),
                "Conv1d: a length of 6 with a padding of 0 at either end is less than the 7"
                        + " positions of a filter; give longer sequences or more padding");
        refuses(
                () -> ConvTranspose2d.builder(2, 2, two).outputPadding(2, 0).build(),
                "ConvTranspose2d: an output padding of 2 rows and 0 columns with strides of 2 and"
                        + " 2; it must not be negative, and be less than the stride");
        refuses(
                () -> new ConvTranspose2d(Tensor.zeros(2, 1, 3, 2), none, two, 0, 0, 1),
                "ConvTranspose2d: weight [2, 1, 3, 2] is not of "
                        + two
                        + "; its last two axes must"
                        + " be the rows and columns of the window");
        refuses(
                () ->
                        new ConvTranspose2d(
                                Tensor.zeros(2, 3, 2, 2),
                                Optional.of(Tensor.zeros(3)),
                                two,
                                0,
                                0,
                                2),
                "ConvTranspose2d: bias [3] must have the 6 outputs of the weight");
        refuses(
                () -> new ConvTranspose2d(2, 1, two).forward(Tensor.zeros(1, 3, 4, 4)),
                "ConvTranspose2d: [1, 3, 4, 4] for a layer of 2 channels; give [n, 2, rows,"
                        + " columns]");
        Window padded = Window.of(2, 2).withPadding(1);
        refuses(
                () -> new ConvTranspose2d(2, 1, padded).forward(Tensor.zeros(1, 2, 1, 4)),
                "ConvTranspose2d: of [1, 2, 1, 4] the padding of "
                        + padded
                        + " leaves 0 rows and 3"
                        + " columns; give larger images or less padding");
        refuses(
                () -> new ConvTranspose2d(2, 1, two).forward(Tensor.zeros(1, 2, 0, 4)),
                "ConvTranspose2d: [1, 2, 0, 4] has no elements; give images of one row and column"
                        + " at least");
        Tensor x = Tensor.zeros(1, 2, 3, 3);
        refuses(
                () -> x.convTranspose2d(Tensor.zeros(2, 1, 2, 2), two, 1, 9, 6),
                "convTranspose2d: "
                        + two
                        + " has not [3, 3] places in a result of [9, 6]; give"
                        + " rows and columns of (places - 1) stride - 2 padding + dilation (size -"
                        + " 1) + 1, or up to stride - 1 more");
        refuses(
                () -> x.convTranspose2d(Tensor.zeros(3, 1, 2, 2), two, 1, 6, 6),
                "convTranspose2d: [1, 2, 3, 3] and the weight [3, 1, 2, 2] do not fit in 1 groups:"
                        + " the weight begins with the channels, a multiple of groups");
        refuses(
                () -> x.convTranspose2d(Tensor.zeros(2, 1, 2, 3), two, 1, 6, 6),
                "convTranspose2d: the weight [2, 1, 2, 3] is not of a window of 2 x 2 and one"
                        + " output or more");
        refuses(
                () -> x.convTranspose2d(Tensor.zeros(2, 1), two, 1, 6, 6),
                "convTranspose2d: [1, 2, 3, 3] and the weight [2, 1]: give images [n, channels,"
                        + " rows, columns] and a weight [channels, outputs / groups, rows,"
                        + " columns]");
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
