package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.array.Device;
import org.higher.internal.backend.BackendDevice;
import org.higher.internal.backend.BackendRegistry;
import org.higher.internal.backend.BackendsUnderTest;
import org.higher.internal.ops.TaskOps;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the op table on several tasks at once, against one task after the other. */
class TaskTableTest {
    /** The one case in which everything broadcasts, and an extent that no row has. */
    private static final int[] COUNTS = {1, 7};

    /** On devices that are launched and waited for, each time. */
    private static final int[] FEWER_COUNTS = {3};

    private static final Set<String> TASK_OPS =
            Arrays.stream(TaskOps.class.getDeclaredMethods())
                    .map(OpTableTest::signature)
                    .collect(Collectors.toSet());

    private final Device before = Backends.current();

    @AfterEach
    void restoreDevice() {
        Backends.use(before);
    }

    static Stream<Arguments> rowsOnDevices() {
        return BackendsUnderTest.devices()
                .flatMap(
                        device ->
                                OpTable.ROWS.stream()
                                        .filter(row -> !TASK_OPS.contains(row.method()))
                                        .map(row -> Arguments.of(device.name(), row)));
    }

    /** With every choice of the arguments that have tasks, the others being shared. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rowsOnDevices")
    void agreesWithALoopOverTasks(String device, OpRow row) {
        BackendDevice where = BackendRegistry.instance().device(device);
        Backends.use(where);
        boolean isElsewhere = where.backend().fuses() && !device.equals("host");
        List<int[][]> all = row.shapes();
        for (int[][] shapes : isElsewhere ? all.subList(0, 1) : all) {
            for (int tasked = 1; tasked < 1 << shapes.length; tasked++) {
                for (int count : isElsewhere ? FEWER_COUNTS : COUNTS) {
                    new Comparison(row, shapes, tasked, count).check();
                }
            }
        }
    }

    static Stream<OpRow> rowsOfTasks() {
        return OpTable.ROWS.stream().filter(row -> TASK_OPS.contains(row.method()));
    }

    @ParameterizedTest
    @MethodSource("rowsOfTasks")
    void thereAreNoTasksWithinTasks(OpRow row) {
        Tensor[] x =
                row.inputs(row.shapes().get(0)).stream()
                        .map(t -> t.forTasks(2))
                        .toArray(Tensor[]::new);
        assertThatThrownBy(() -> row.function().apply(x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 tasks of FLOAT64")
                .hasMessageContaining("has a task axis already");
    }

    /** One row, at some shapes, with some of its arguments tasked: bit i stands for argument i. */
    private static final class Comparison {
        private final RandomGenerator random = new SplittableRandom(11);
        private final OpRow row;
        private final int count;
        private final List<Argument> arguments = new ArrayList<>();

        Comparison(OpRow row, int[][] shapes, int tasked, int count) {
            this.row = row;
            this.count = count;
            for (int i = 0; i < shapes.length; i++) {
                boolean own = (tasked >> i & 1) == 1;
                List<Tensor> values = new ArrayList<>();
                for (int task = 0; task < (own ? count : 1); task++) {
                    values.add(row.inputs(shapes, task).get(i));
                }
                arguments.add(Argument.of(own, values));
            }
        }

        void check() {
            Tensor batch = row.function().apply(together().toArray(Tensor[]::new));
            List<Tensor> loop = new ArrayList<>();
            for (int task = 0; task < count; task++) {
                loop.add(row.function().apply(ofTask(task)));
            }
            assertThat(batch.requiresGrad()).isEqualTo(loop.get(0).requiresGrad());
            assertTasks("value", batch, loop);
            checkForward(batch.requiresGrad());
            if (batch.requiresGrad()) {
                checkDerivatives(batch, loop);
            }
        }

        private List<Tensor> together() {
            return arguments.stream().map(Argument::together).toList();
        }

        private List<Tensor> apart() {
            return arguments.stream().flatMap(argument -> argument.apart().stream()).toList();
        }

        private Tensor[] ofTask(int task) {
            return arguments.stream()
                    .map(argument -> argument.apart().get(argument.tasked() ? task : 0))
                    .toArray(Tensor[]::new);
        }

        /** Of the value, and of the inner products of its derivatives with random directions. */
        private void checkDerivatives(Tensor batch, List<Tensor> loop) {
            Argument seed = Argument.of(true, loop.stream().map(this::direction).toList());
            List<Tensor> first =
                    Grad.of(batch).seeds(seed.together()).createGraph().with(together()).orZeros();
            List<Tensor> firsts =
                    Grad.of(loop.toArray(Tensor[]::new))
                            .seeds(seed.apart().toArray(Tensor[]::new))
                            .createGraph()
                            .with(apart())
                            .orZeros();
            compare("first derivative", first, firsts);

            Tensor product = Tensor.scalar(0, DType.FLOAT64);
            Tensor products = Tensor.scalar(0, DType.FLOAT64);
            int next = 0;
            for (int i = 0; i < arguments.size(); i++) {
                List<Tensor> directions =
                        arguments.get(i).apart().stream().map(this::direction).toList();
                for (Tensor direction : directions) {
                    products = products.add(firsts.get(next++).dot(direction));
                }
                boolean tasked = arguments.get(i).tasked();
                Tensor direction = Argument.of(tasked, directions).together().detach();
                Tensor dot = first.get(i).dot(direction);
                product = product.add(tasked ? dot.sumOfTasks() : dot);
            }
            assertThat(product.item())
                    .isCloseTo(products.item(), Offset.offset(tolerance(products.item())));
            assertThat(product.requiresGrad()).isEqualTo(products.requiresGrad());
            if (product.requiresGrad()) {
                arguments.add(seed);
                compare(
                        "second derivative",
                        Grad.gradOrZeros(product, together()),
                        Grad.gradOrZeros(products, apart()));
            }
        }

        /** Of the tangent along random directions, and of its tangent along the inputs. */
        private void checkForward(boolean varies) {
            List<Argument> directions = new ArrayList<>();
            for (Argument argument : arguments) {
                List<Tensor> own = argument.apart().stream().map(this::direction).toList();
                directions.add(Argument.of(argument.tasked(), own));
            }
            Optional<Tensor> batch =
                    tangent(together(), directions.stream().map(Argument::together).toList());
            assertThat(batch.isPresent()).isEqualTo(varies);
            List<Tensor> loop = new ArrayList<>();
            for (int task = 0; task < count && varies; task++) {
                List<Tensor> own = new ArrayList<>();
                for (Argument direction : directions) {
                    own.add(direction.apart().get(direction.tasked() ? task : 0));
                }
                loop.add(tangent(List.of(ofTask(task)), own).orElseThrow());
            }
            batch.ifPresent(tangent -> assertTasks("second tangent", tangent, loop));
        }

        /** The derivative along the inputs of that along v. */
        private Optional<Tensor> tangent(List<Tensor> inputs, List<Tensor> v) {
            UnaryOperator<List<Tensor>> function =
                    x -> List.of(row.function().apply(x.toArray(Tensor[]::new)));
            return ForwardMode.jvp(
                            x -> {
                                ForwardMode.Result inner = ForwardMode.jvp(function::apply, x, v);
                                return List.of(
                                        inner.get(0)
                                                .map(t -> t.add(inner.value()))
                                                .orElse(inner.value()));
                            },
                            inputs,
                            inputs)
                    .get(0);
        }

        private Tensor direction(Tensor like) {
            return Tensor.normal(random, DType.FLOAT64, like.shape());
        }

        private void compare(String what, List<Tensor> batch, List<Tensor> loop) {
            int next = 0;
            for (int i = 0; i < arguments.size(); i++) {
                String which = what + " by argument " + i;
                if (arguments.get(i).tasked()) {
                    assertTasks(which, batch.get(i), loop.subList(next, next + count));
                    next += count;
                } else {
                    assertThat(batch.get(i).taskCount()).as(which).isZero();
                    assertSame(which, batch.get(i), loop.get(next++));
                }
            }
        }

        private void assertTasks(String what, Tensor batch, List<Tensor> loop) {
            assertThat(batch.taskCount()).as(what).isEqualTo(count);
            List<Tensor> parts = batch.unstackTasks();
            for (int task = 0; task < count; task++) {
                assertSame(what + " of task " + task, parts.get(task), loop.get(task));
            }
        }

        private static void assertSame(String what, Tensor actual, Tensor expected) {
            assertThat(actual.dtype()).isEqualTo(expected.dtype());
            assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
            double[] numbers = actual.toDoubles();
            double[] others = expected.toDoubles();
            for (int k = 0; k < others.length; k++) {
                assertThat(numbers[k])
                        .as(what)
                        .isCloseTo(others[k], Offset.offset(tolerance(others[k])));
            }
        }

        private static double tolerance(double size) {
            return 1e-11 * Math.max(1, Math.abs(size));
        }
    }

    /** One argument, and what stands for it in the loop: a tensor for each task, or one for all. */
    private record Argument(boolean tasked, Tensor together, List<Tensor> apart) {
        static Argument of(boolean tasked, List<Tensor> values) {
            Tensor one = tasked ? Tensor.stackTasks(values) : values.get(0);
            return new Argument(
                    tasked,
                    Tensor.parameter(one.detach()),
                    values.stream().map(value -> Tensor.parameter(value.detach())).toList());
        }
    }
}
