package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What tensors of several tasks refuse, and what they say of themselves. */
class TaskErrorsTest {
    private static final Tensor MANY = Tensor.zeros(25, 10, 1).asTasks();
    private static final Tensor FEW = Tensor.zeros(10, 10, 1).asTasks();
    private static final Tensor SHARED = Tensor.zeros(10, 1);
    private static final Tensor LOSS = Tensor.parameter(Tensor.zeros(25).asTasks());
    private static final String DIFFER =
            ": 25 tasks and 10 tasks: operands have a value for each of the same tasks, or one that"
                    + " all tasks share";
    private static final String READ =
            ": 25 tasks of FLOAT32 [10, 1] has a value for each task; read those of fromTasks(),"
                    + " and do without decisions that depend on one task's values";

    private record Case(Executable call, Class<? extends Throwable> type, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                wrong(() -> MANY.add(FEW), "add" + DIFFER),
                wrong(() -> MANY.lt(FEW), "lt" + DIFFER),
                wrong(() -> MANY.max(FEW), "max" + DIFFER),
                wrong(() -> MANY.dot(FEW), "dot" + DIFFER),
                wrong(() -> MANY.mmulTransposed(FEW), "mmul" + DIFFER),
                wrong(() -> Tensor.where(MANY, SHARED, FEW), "where" + DIFFER),
                wrong(() -> Tensor.where(SHARED, MANY, FEW), "where" + DIFFER),
                wrong(() -> Tensor.concat(0, SHARED, MANY, SHARED, FEW), "concat" + DIFFER),
                wrong(() -> Tensor.stack(0, SHARED, MANY, FEW), "concat" + DIFFER),
                unreadable(() -> LOSS.item(), "item: 25 tasks of FLOAT32 []"),
                unreadable(() -> MANY.toFloats(), "toFloats" + READ),
                unreadable(() -> MANY.toDoubles(), "toDoubles" + READ),
                unreadable(() -> MANY.toINDArray(), "toINDArray" + READ),
                unreadable(() -> MANY.argMax(0), "argMax" + READ),
                wrong(
                        () -> LOSS.backward(),
                        "backward: 25 tasks of FLOAT32 [] has a value for each task; add them up"
                                + " first, with sumOfTasks() or meanOfTasks()"),
                wrong(
                        () -> Grad.of(LOSS).seeds(Tensor.ones(10).asTasks()).with(LOSS),
                        "grad" + DIFFER),
                wrong(
                        () -> Grad.of(LOSS.sumOfTasks()).seeds(LOSS).with(LOSS),
                        "grad: output 0 has no tasks, and its seed is 25 tasks of FLOAT32 []; add"
                                + " the seeds up, or give one"),
                wrong(
                        () -> Grad.of(MANY.mul(LOSS)).with(LOSS),
                        "grad: the output [10, 1] is no scalar; reduce it"),
                wrong(
                        () -> Tensor.zeros(10, 1).assign(MANY),
                        "assign: 0 tasks and 25 tasks: a leaf keeps its number of tasks"),
                wrong(() -> FEW.detach().assign(MANY), "assign: 10 tasks and 25 tasks"),
                wrong(
                        () -> Tensor.scalar(1).asTasks(),
                        "asTasks: [] has no leading axis of one task or more; to give every task"
                                + " the same, use forTasks(int)"),
                wrong(
                        () -> Tensor.zeros(0, 2).asTasks(),
                        "asTasks: [0, 2] has no leading axis of one task or more"),
                wrong(
                        () -> MANY.asTasks(),
                        "asTasks: 25 tasks of FLOAT32 [10, 1] has a task axis already, and there is"
                                + " but one"),
                wrong(() -> MANY.forTasks(2), "forTasks: 25 tasks of FLOAT32 [10, 1] has a task"),
                wrong(() -> SHARED.forTasks(0), "forTasks: 0 tasks; there must be at least one"),
                wrong(
                        () -> SHARED.fromTasks(),
                        "fromTasks: [10, 1] has no task axis, all tasks share it; forTasks(int) and"
                                + " asTasks() make one"),
                wrong(() -> SHARED.sumOfTasks(), "sumOfTasks: [10, 1] has no task axis"),
                wrong(() -> Tensor.stackTasks(List.of()), "stackTasks: there are no tasks"),
                wrong(
                        () -> Tensor.stackTasks(List.of(SHARED, Tensor.zeros(10))),
                        "stackTasks: shapes differ: [10, 1] and [10]; tasks run as one only where"
                                + " their shapes agree"),
                wrong(
                        () -> Tensor.stackTasks(List.of(MANY, MANY)),
                        "stackTasks: 25 tasks of FLOAT32 [10, 1] has a task axis already"),
                // what is said of shapes is said of one task
                wrong(
                        () -> MANY.add(Tensor.zeros(25, 3, 1).asTasks()),
                        "add: shapes do not broadcast: [10, 1] and [3, 1]"),
                wrong(() -> MANY.sum(2), "sum: axis 2 of [10, 1] is outside [-2, 2)"),
                wrong(
                        () -> MANY.reshape(25, 10),
                        "reshape: [10, 1] has 10 elements, which do not fill [25, 10]"));
    }

    private static Case wrong(Executable call, String message) {
        return new Case(call, IllegalArgumentException.class, message);
    }

    private static Case unreadable(Executable call, String message) {
        return new Case(call, IllegalStateException.class, message);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefused(Case each) {
        assertThatThrownBy(each.call()::execute)
                .isInstanceOf(each.type())
                .hasMessageStartingWith(each.message());
    }

    @Test
    void describesItself() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 1, 2).asTasks();
        assertThat(x.toString())
                .isEqualTo("Tensor(2 tasks of FLOAT32 [1, 2] on host: 1.0, 2.0, 3.0, 4.0)");
        assertThat(x.taskCount()).isEqualTo(2);
        assertThat(x.shape()).containsExactly(1, 2);
        assertThat(x.rank()).isEqualTo(2);
        assertThat(x.size()).isEqualTo(2);
        assertThat(x.size(-1)).isEqualTo(2);
        assertThat(x.zerosLike().fromTasks().shape()).containsExactly(2, 1, 2);
        assertThat(x.onesLike().sum().fromTasks().toFloats()).containsExactly(2, 2);
        assertThat(x.detach().taskCount()).isEqualTo(2);
        assertThat(x.withRequiresGrad(true).taskCount()).isEqualTo(2);
        assertThat(x.to(DType.FLOAT64).taskCount()).isEqualTo(2);
        assertThat(Tensor.zeros(2).taskCount()).isZero();
    }

    /** A seed without tasks is the seed of each. */
    @Test
    void leavesGatherGradientsOfEachTaskOrOfAll() {
        Tensor own = Tensor.parameter(Tensor.of(new float[] {1, 2, 3}, 3).asTasks());
        Tensor shared = Tensor.parameter(Tensor.scalar(10));
        Tensor y = own.mul(shared);
        Gradients doubled = Grad.of(y).seeds(Tensor.scalar(2)).with(own, shared);
        assertThat(doubled.orZero(0).fromTasks().toFloats()).containsExactly(20, 20, 20);
        assertThat(doubled.orZero(1).item()).isEqualTo(12);
        y.sumOfTasks().backward();
        y.meanOfTasks().backward();
        assertThat(own.grad().orElseThrow().mul(3).fromTasks().toFloats())
                .containsExactly(40, 40, 40);
        assertThat(shared.grad().orElseThrow().item()).isEqualTo(8);
        assertThat(Grad.of(own.sum()).with(shared).orZero(0).taskCount()).isZero();
    }

    @Test
    void assigningKeepsTheTasks() {
        Tensor leaf = Tensor.parameter(Tensor.zeros(2, 3).asTasks());
        leaf.assign(Tensor.ones(2, 3).asTasks());
        assertThat(leaf.sum().fromTasks().toFloats()).containsExactly(3, 3);
    }
}
