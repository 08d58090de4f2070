package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.BackendsUnderTest;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation's derivatives, to every order, on every backend. */
class OpTableTest {
    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    static Stream<Arguments> rowsOnDevices() {
        return BackendsUnderTest.devices()
                .flatMap(
                        device ->
                                OpTable.ROWS.stream().map(row -> Arguments.of(device.name(), row)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rowsOnDevices")
    void agreesWithDifferences(String device, OpRow row) {
        Backends.use(Backends.device(device));
        UnaryOperator<List<Tensor>> function =
                x -> List.of(row.function().apply(x.toArray(Tensor[]::new)));
        for (int[][] shapes : row.shapes()) {
            List<Tensor> inputs = row.inputs(shapes);
            if (row.order() > 0) {
                DerivativeCheck.check(function, inputs, row.order());
            } else {
                List<Tensor> parameters = inputs.stream().map(Tensor::parameter).toList();
                assertThat(function.apply(parameters).get(0).requiresGrad()).isFalse();
            }
        }
    }

    /** Forward mode, alone and with reverse mode in every sequence; to third order on host. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rowsOnDevices")
    void hasForwardRules(String device, OpRow row) {
        Backends.use(Backends.device(device));
        UnaryOperator<List<Tensor>> function =
                x -> List.of(row.function().apply(x.toArray(Tensor[]::new)));
        for (int[][] shapes : row.shapes()) {
            List<Tensor> inputs = row.inputs(shapes);
            if (row.order() > 0) {
                ForwardCheck.check(function, inputs, device.equals("host") ? 3 : 2);
            } else {
                assertThat(ForwardMode.jvp(function::apply, inputs, inputs).get(0)).isEmpty();
            }
        }
    }

    /** A shape of the result, a type, and a device that are those of the arguments. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rowsOnDevices")
    void worksInSinglePrecision(String device, OpRow row) {
        Backends.use(Backends.device(device));
        for (int[][] shapes : row.shapes()) {
            List<Tensor> inputs = row.inputs(shapes);
            Tensor wide = row.function().apply(inputs.toArray(Tensor[]::new));
            Tensor narrow =
                    row.function()
                            .apply(
                                    inputs.stream()
                                            .map(x -> x.to(DType.FLOAT32))
                                            .toArray(Tensor[]::new));
            assertThat(narrow.dtype()).isEqualTo(DType.FLOAT32);
            assertThat(narrow.device().name()).isEqualTo(device);
            assertNear(narrow, wide);
            if (row.order() > 0) {
                List<Tensor> rounded = inputs.stream().map(x -> x.to(DType.FLOAT32)).toList();
                assertNear(tangent(row, rounded), tangent(row, inputs));
            }
        }
    }

    private static Tensor tangent(OpRow row, List<Tensor> inputs) {
        List<Tensor> ones = inputs.stream().map(Tensor::onesLike).toList();
        return ForwardMode.jvp(
                        x -> List.of(row.function().apply(x.toArray(Tensor[]::new))), inputs, ones)
                .tangent();
    }

    private static void assertNear(Tensor narrow, Tensor wide) {
        assertThat(narrow.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(narrow.shape()).isEqualTo(wide.shape());
        double[] expected = wide.toDoubles();
        double[] actual = narrow.toDoubles();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i])
                    .isCloseTo(
                            expected[i], Offset.offset(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** What a rule reads must be guarded; what it does not read may change. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void assignedArgumentsAreRefusedOrHaveNoInfluence(OpRow row) {
        int[][] shapes = row.shapes().get(0);
        for (int assigned = 0; assigned < shapes.length; assigned++) {
            Tensor[] x = row.inputs(shapes).stream().map(Tensor::parameter).toArray(Tensor[]::new);
            Tensor y = row.function().apply(x);
            if (!y.requiresGrad()) {
                return;
            }
            Tensor seed = Tensor.normal(new SplittableRandom(3), DType.FLOAT64, y.shape());
            List<Tensor> before = Grad.of(y).seeds(seed).with(x).orZeros();
            x[assigned].assign(row.inputs(shapes, 1).get(assigned));
            List<Tensor> after;
            try {
                after = Grad.of(y).seeds(seed).with(x).orZeros();
            } catch (IllegalStateException refused) {
                assertThat(refused).hasMessageContaining("was assigned a new value");
                continue;
            }
            for (int i = 0; i < before.size(); i++) {
                assertThat(after.get(i).toDoubles()).isEqualTo(before.get(i).toDoubles());
            }
        }
    }

    static Stream<OpRow> rows() {
        return OpTable.ROWS.stream();
    }

    @Test
    void everyMethodOfTheOpTablesHasARow() throws Exception {
        Set<String> rows = OpTable.ROWS.stream().map(OpRow::method).collect(Collectors.toSet());
        Set<String> methods =
                opMethods().stream()
                        .map(OpTableTest::signature)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(methods).hasSizeGreaterThan(50);
        assertThat(rows).containsExactlyInAnyOrderElementsOf(methods);
    }

    /** So that an operation can't hide in a private method or under another's name. */
    @Test
    void everyRecordedNameIsAMethodOfTheOpTables() throws Exception {
        Set<String> names = opMethods().stream().map(Method::getName).collect(Collectors.toSet());
        Set<String> recorded = new HashSet<>();
        for (OpRow row : OpTable.ROWS) {
            Tensor[] x =
                    row.inputs(row.shapes().get(0)).stream()
                            .map(Tensor::parameter)
                            .toArray(Tensor[]::new);
            Tensor y = row.function().apply(x);
            collect(y, recorded);
            if (y.requiresGrad()) {
                Tensor u = Tensor.parameter(y.onesLike());
                Grad.of(y)
                        .seeds(u)
                        .createGraph()
                        .with(x)
                        .orZeros()
                        .forEach(g -> collect(g, recorded));
            }
        }
        assertThat(names).containsAll(recorded);
        assertThat(recorded).hasSizeGreaterThan(35);
    }

    private static void collect(Tensor x, Set<String> names) {
        Deque<Node> open = new ArrayDeque<>();
        if (x.value().node() != null) {
            open.push(x.value().node());
        }
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (!node.isLeaf()) {
                names.add(node.op);
            }
            for (Node.Edge edge = node.edges; edge != null; edge = edge.next) {
                open.push(edge.source);
            }
        }
    }

    /** The methods of the classes named ...Ops that other classes can call. */
    private static List<Method> opMethods()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes =
                Path.of(Value.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Method> methods = new ArrayList<>();
        for (String name : opClasses(classes, "org.higher.internal.ops")) {
            for (Method method : Class.forName(name).getDeclaredMethods()) {
                boolean computes =
                        method.getReturnType() == Value.class
                                || method.getReturnType() == List.class;
                if (computes
                        && !method.isSynthetic()
                        && !Modifier.isPrivate(method.getModifiers())) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    private static List<String> opClasses(Path classes, String name) throws IOException {
        Path directory = classes.resolve(name.replace('.', '/'));
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith("Ops.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .map(file -> file.replace('/', '.'))
                    .toList();
        }
    }

    /** As rows write it: on tensors. */
    static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(type -> type == Value.class ? "Tensor" : type.getSimpleName())
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
