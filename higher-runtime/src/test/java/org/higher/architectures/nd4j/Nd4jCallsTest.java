package org.higher.architectures.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;
import org.higher.processor.twin.nd4j.methods.ArrayMethods;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@DisplayName("A twin of ND4J's calls")
class Nd4jCallsTest {
    /** A call, and what the twin makes of it. */
    private record Call(Method method, Object model, Object bound) {
        INDArray run(List<INDArray> arguments) throws Throwable {
            return (INDArray) invoke(method, model, arguments);
        }

        Tensor runTwin(List<Tensor> arguments) throws Throwable {
            Class<?>[] tensors = new Class<?>[arguments.size()];
            Arrays.fill(tensors, Tensor.class);
            Method twin = bound.getClass().getDeclaredMethod(method.getName(), tensors);
            return (Tensor) invoke(twin, bound, arguments);
        }

        private static Object invoke(Method method, Object on, List<?> arguments) throws Throwable {
            method.setAccessible(true);
            try {
                return method.invoke(on, arguments.toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        String row() {
            return method.getName().replaceFirst("__.*", "");
        }

        @Override
        public String toString() {
            return method.getName();
        }
    }

    private static final List<int[]> SHAPES =
            List.of(
                    new int[] {2, 3},
                    new int[] {1, 3},
                    new int[] {3, 1},
                    new int[] {3},
                    new int[] {3, 3},
                    new int[] {2, 2, 3},
                    new int[] {1},
                    new int[0]);

    /** For derivatives by two arguments. */
    private static final List<int[]> SMALL = SHAPES.subList(0, 4);

    static Stream<Call> calls() {
        ArithmeticCalls arithmetic = new ArithmeticCalls();
        ArrayCalls arrays = new ArrayCalls();
        TransformCalls transforms = new TransformCalls();
        FactoryCalls factory = new FactoryCalls();
        FunctionalArithmeticCalls a = FunctionalArithmeticCalls.of(arithmetic);
        FunctionalArrayCalls b = FunctionalArrayCalls.of(arrays);
        FunctionalTransformCalls c = FunctionalTransformCalls.of(transforms);
        FunctionalFactoryCalls d = FunctionalFactoryCalls.of(factory);
        InPlaceCalls inPlace = new InPlaceCalls();
        FunctionalInPlaceCalls e = FunctionalInPlaceCalls.of(inPlace);
        NumberCalls numbers = new NumberCalls();
        FunctionalNumberCalls h = FunctionalNumberCalls.of(numbers);
        PartCalls parts = new PartCalls();
        FunctionalPartCalls g = FunctionalPartCalls.of(parts);
        HelperCalls helpers = new HelperCalls();
        FunctionalHelperCalls f = FunctionalHelperCalls.of(helpers);
        return Stream.of(
                        calls(arithmetic, a.bind(a.params())),
                        calls(arrays, b.bind(b.params())),
                        calls(transforms, c.bind(c.params())),
                        calls(factory, d.bind(d.params())),
                        calls(inPlace, e.bind(e.params())),
                        calls(helpers, f.bind(f.params())),
                        calls(parts, g.bind(g.params())),
                        calls(numbers, h.bind(h.params())))
                .flatMap(Function.identity());
    }

    private static Stream<Call> calls(Object model, Object bound) {
        return Arrays.stream(model.getClass().getDeclaredMethods())
                .filter(m -> !m.isSynthetic() && !Modifier.isPrivate(m.getModifiers()))
                .map(m -> new Call(m, model, bound));
    }

    private static Stream<List<int[]>> shapes(Call call) {
        return call.method.getParameterCount() == 1
                ? SHAPES.stream().map(List::of)
                : SHAPES.stream().flatMap(a -> SHAPES.stream().map(b -> List.of(a, b)));
    }

    private static List<INDArray> arguments(List<int[]> shapes, int sign, DataType type) {
        SplittableRandom random = new SplittableRandom(7);
        List<INDArray> arguments = new ArrayList<>();
        for (int[] shape : shapes) {
            int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            double[] numbers = random.doubles(size, 0.3, 1.9).toArray();
            for (int i = 0; i < size; i++) {
                numbers[i] *= sign < 0 && random.nextBoolean() ? -1 : 1;
            }
            INDArray flat = Nd4j.createFromArray(numbers).castTo(type);
            arguments.add(
                    shape.length == 0
                            ? Nd4j.scalar(numbers[0]).castTo(type)
                            : flat.reshape(Arrays.stream(shape).asLongStream().toArray()));
        }
        return arguments;
    }

    private static List<Tensor> tensors(List<INDArray> arrays) {
        return arrays.stream().map(Tensor::of).toList();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheValuesOfNd4jInDouble(Call call) {
        assertThat(compare(call, DataType.DOUBLE, 1e-10)).isGreaterThan(0);
    }

    /** Those that mention DOUBLE have no float form. */
    @ParameterizedTest
    @MethodSource("calls")
    void hasTheValuesOfNd4jInFloat(Call call) {
        compare(call, DataType.FLOAT, 2e-5);
    }

    /** How many shapes both accept; no shape may have two results. */
    private static int compare(Call call, DataType type, double error) {
        int[] both = {0};
        for (int sign : new int[] {1, -1}) {
            shapes(call).forEach(s -> both[0] += compare(call, arguments(s, sign, type), error));
        }
        return both[0];
    }

    private static int compare(Call call, List<INDArray> arguments, double error) {
        List<Tensor> tensors = tensors(arguments);
        String what =
                call + " of " + arguments.stream().map(x -> Arrays.toString(x.shape())).toList();
        List<INDArray> before = arguments.stream().map(INDArray::dup).toList();
        INDArray theirs;
        try {
            theirs = call.run(arguments);
        } catch (Throwable e) {
            return 0; // a model never gets there
        }
        Tensor ours;
        try {
            ours = call.runTwin(tensors);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return 0; // refused
        } catch (Throwable e) {
            return fail(what, e);
        }
        assertThat(arguments.equals(before)).as("%s: arguments", what).isTrue();
        assertThat(ours.shape())
                .as("%s: shape", what)
                .isEqualTo(Arrays.stream(theirs.shape()).mapToInt(n -> (int) n).toArray());
        INDArray flat = theirs.dup('c').castTo(DataType.DOUBLE);
        double[] expected = flat.reshape(theirs.length()).toDoubleVector();
        double[] actual = ours.toDoubles();
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(actual[i]).as(what).isNaN();
            } else {
                assertThat(actual[i])
                        .as(what)
                        .isCloseTo(expected[i], within(error * Math.max(1, Math.abs(expected[i]))));
            }
        }
        return 1;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasGradientsOfNd4jsDifferences(Call call) {
        List<List<int[]>> small =
                shapes(call)
                        .filter(s -> s.size() == 1 || s.stream().allMatch(SMALL::contains))
                        .toList();
        small.forEach(s -> checkGradients(call, arguments(s, 1, DataType.DOUBLE)));
        small.forEach(s -> checkGradients(call, arguments(s, -1, DataType.DOUBLE)));
    }

    private static void checkGradients(Call call, List<INDArray> arguments) {
        List<Tensor> weights = tensors(arguments).stream().map(Tensor::parameter).toList();
        try {
            call.run(arguments);
            call.runTwin(weights);
        } catch (Throwable e) {
            return;
        }
        Tensor nothing =
                weights.stream().map(w -> w.mul(0).sum()).reduce(Tensor::add).orElseThrow();
        Tensor loss = loss(run(call, weights)).add(nothing);
        if (Double.isNaN(loss.item())) {
            return;
        }
        List<Tensor> gradients = Grad.of(loss).createGraph().with(weights).orZeros();
        Tensor sum =
                gradients.stream().map(g -> loss(g)).reduce(Tensor::add).orElseThrow().add(nothing);
        List<Tensor> second = Grad.of(sum).with(weights).orZeros();
        double h = 1e-5;
        for (int k = 0; k < arguments.size(); k++) {
            double[] slope = gradients.get(k).toDoubles();
            double[] curve = second.get(k).toDoubles();
            for (int i = 0; i < slope.length; i++) {
                double up = loss(Tensor.of(array(call, moved(arguments, k, i, h)))).item();
                double down = loss(Tensor.of(array(call, moved(arguments, k, i, -h)))).item();
                assertThat(slope[i])
                        .as("%s: slope by argument %d", call, k)
                        .isCloseTo(
                                (up - down) / (2 * h),
                                within(1e-6 * Math.max(1, Math.abs(slope[i]))));
                double after = gradientLoss(call, moved(arguments, k, i, h));
                double before = gradientLoss(call, moved(arguments, k, i, -h));
                assertThat(curve[i])
                        .as("%s: second derivative by argument %d", call, k)
                        .isCloseTo(
                                (after - before) / (2 * h),
                                within(1e-5 * Math.max(1, Math.abs(curve[i]))));
            }
        }
    }

    private static double gradientLoss(Call call, List<INDArray> arguments) {
        List<Tensor> weights = tensors(arguments).stream().map(Tensor::parameter).toList();
        Tensor nothing =
                weights.stream().map(w -> w.mul(0).sum()).reduce(Tensor::add).orElseThrow();
        return Grad.of(loss(run(call, weights)).add(nothing)).with(weights).orZeros().stream()
                .mapToDouble(g -> loss(g).item())
                .sum();
    }

    private static List<INDArray> moved(
            List<INDArray> arguments, int which, int element, double by) {
        List<INDArray> moved = arguments.stream().map(INDArray::dup).collect(Collectors.toList());
        INDArray flat = moved.get(which).reshape(moved.get(which).length());
        flat.putScalar(element, flat.getDouble(element) + by);
        return moved;
    }

    private static Tensor run(Call call, List<Tensor> arguments) {
        try {
            return call.runTwin(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static INDArray array(Call call, List<INDArray> arguments) {
        try {
            return call.run(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Tensor loss(Tensor x) {
        return x.mul(0.7).add(0.2).sin().mul(weights(x)).sum();
    }

    private static Tensor weights(Tensor x) {
        double[] weights = new SplittableRandom(11).doubles(x.size(), -1, 1).toArray();
        return Tensor.of(weights, x.shape());
    }

    @Test
    void hasACaseForEachRow() {
        List<String> cases = calls().map(Call::row).distinct().toList();
        assertThat(ArrayMethods.rows().stream().map(Nd4jCallsTest::name)).isSubsetOf(cases);
    }

    private static String name(ArrayMethod row) {
        String owner = row.owner().substring(row.owner().lastIndexOf('.') + 1);
        String prefix =
                switch (owner) {
                    case "INDArray" -> "array";
                    case "NDNN" -> "nn";
                    case "NDMath" -> "math";
                    case "NDLinalg" -> "linalg";
                    default -> owner.toLowerCase(java.util.Locale.ROOT);
                };
        return prefix + "_" + row.name();
    }

    /** What the table calls new shares no element with the arguments. */
    @ParameterizedTest
    @MethodSource("calls")
    void knowsWhichResultsAreNew(Call call) {
        List<ArrayMethod> rows =
                ArrayMethods.rows().stream().filter(r -> name(r).equals(call.row())).toList();
        if (rows.isEmpty() || rows.stream().anyMatch(r -> r.effect() != Effect.NEW)) {
            return;
        }
        shapes(call).map(s -> arguments(s, 1, DataType.DOUBLE)).forEach(a -> checkNew(call, a));
    }

    private static void checkNew(Call call, List<INDArray> arguments) {
        List<INDArray> before = arguments.stream().map(INDArray::dup).toList();
        try {
            call.runTwin(tensors(arguments));
            call.run(arguments).addi(1);
        } catch (Throwable e) {
            return; // refused
        }
        assertThat(arguments.equals(before)).as(call.toString()).isTrue();
    }
}
