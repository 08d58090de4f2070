package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.higher.array.DType;
import org.higher.internal.tape.Op;
import org.junit.jupiter.api.Test;

/** How gradients travel: through long, wide and shared graphs, to leaves and to results. */
class GradTest {
    private static final int LONG = 100_000;

    private final Tensor x = Tensor.parameter(vector(1, 2, 3));
    private final Tensor y = Tensor.parameter(vector(4, 5, 6));

    @Test
    void inputsWithoutAGradientAreNamed() {
        Tensor used = Tensor.parameter(Tensor.scalar(2));
        Tensor unused = Tensor.parameter(Tensor.zeros(3, 2));
        Tensor constant = Tensor.scalar(0.1);
        Tensor loss = used.square().mul(constant);
        assertThatThrownBy(() -> Grad.grad(loss, List.of(used, unused)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "grad: input 1, FLOAT32 [3, 2] is not reached, 1 of 2: the output does not"
                                + " depend on it. ")
                .hasMessageContaining("copyInitialWeights(false)")
                .hasMessageEndingWith("Where zeros are meant, ask for them: gradOrZeros");
        assertThatThrownBy(() -> Grad.grad(loss, List.of(unused, constant)))
                .hasMessageStartingWith(
                        "grad: input 1, FLOAT32 [] requires no gradient; make what is")
                .hasMessageContaining("Tensor.parameter(...)");
        assertThatThrownBy(() -> Grad.of(loss).with(unused).orThrow("mine"))
                .hasMessageStartingWith("mine: input 0, ")
                .hasMessageEndingWith("Where zeros are meant, ask for them: orZeros()");
        List<Tensor> zeros = Grad.gradOrZeros(loss, List.of(used, unused, constant));
        assertThat(zeros.get(0).item()).isCloseTo(0.4, within(1e-6));
        assertThat(zeros.get(1).toDoubles()).containsOnly(0).hasSize(6);
        assertThat(zeros.get(2).item()).isZero();
    }

    @Test
    void partialDerivativesHoldOtherVariablesFixed() {
        Tensor x = Tensor.parameter(Tensor.scalar(3));
        Tensor y = x.square();
        Tensor output = x.mul(y);
        Gradients partial = Grad.of(output).partial(List.of(x, y)).createGraph().with(x, y);
        assertThat(partial.orZero(0).item()).isEqualTo(9);
        assertThat(partial.orZero(1).item()).isEqualTo(3);
        // recorded, it is a function of x: d(x^2)/dx
        assertThat(Grad.grad(partial.orZero(0), List.of(x)).get(0).item()).isEqualTo(6);
        assertThat(Grad.of(output).partial(List.of(y)).with(x).orZero(0).item()).isEqualTo(9);
        assertThat(Grad.grad(output, List.of(x)).get(0).item()).isEqualTo(27);
    }

    @Test
    void differentiatesAgainAndAgain() {
        Tensor value = x.pow(4).sum();
        double[][] derivatives = {{4, 32, 108}, {12, 48, 108}, {24, 48, 72}, {24, 24, 24}};
        for (double[] expected : derivatives) {
            Tensor derivative = Grad.of(value).createGraph().with(x).orZero(0);
            assertThat(derivative.toDoubles()).containsExactly(expected);
            value = derivative.sum();
        }
    }

    @Test
    void withoutCreateGraphGradientsAreLeaves() {
        Tensor gradient = Grad.grad(x.square().sum(), List.of(x)).get(0);
        assertThat(gradient.requiresGrad()).isFalse();
        assertThat(gradient.isLeaf()).isTrue();
    }

    @Test
    void leavesDoNotShareTheirGradients() {
        x.add(y).sum().backward();
        Tensor own = x.grad().orElseThrow();
        own.assign(own.mul(10));
        assertThat(y.grad().orElseThrow().toDoubles()).containsExactly(1, 1, 1);
    }

    @Test
    void createGraphRecordsWithinNoGrad() {
        Tensor value = x.square().sum();
        Tensor gradient = NoGrad.get(() -> Grad.of(value).createGraph().with(x).orZero(0));
        assertThat(Grad.grad(gradient.sum(), List.of(x)).get(0).toDoubles())
                .containsExactly(2, 2, 2);
    }

    @Test
    void longChainsDoNotOverflowTheStack() {
        Tensor start = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        Tensor end = start;
        for (int i = 0; i < LONG; i++) {
            end = end.add(1e-5);
        }
        end.backward();
        assertThat(start.grad().orElseThrow().item()).isEqualTo(1);
    }

    @Test
    void longChainsCanBeDifferentiatedTwice() {
        Tensor start = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        Tensor factor = Tensor.parameter(Tensor.scalar(1, DType.FLOAT64));
        Tensor end = start;
        for (int i = 0; i < LONG; i++) {
            end = end.mul(factor);
        }
        Tensor slope = Grad.of(end).createGraph().with(start).orZero(0);
        assertThat(slope.item()).isEqualTo(1);
        assertThat(Grad.grad(slope, List.of(factor)).get(0).item()).isEqualTo(LONG);
    }

    @Test
    void sharedResultsAreVisitedOnce() {
        // 2^60 paths from the end to the start
        Tensor sum = x;
        for (int i = 0; i < 60; i++) {
            sum = sum.add(sum);
        }
        assertThat(Grad.grad(sum.sum(), List.of(x)).get(0).toDoubles())
                .containsOnly(Math.pow(2, 60));
    }

    @Test
    void branchesOfDifferentLengthMeet() {
        Tensor shared = x.square();
        Tensor loss = shared.mul(shared.exp().log().mul(y)).add(shared).sum();
        // x⁴y + x²
        assertThat(Grad.grad(loss, List.of(x)).get(0).toDoubles())
                .usingComparatorWithPrecision(1e-9)
                .containsExactly(18, 164, 654);
    }

    @Test
    void oneTensorInBothPlaces() {
        assertThat(Grad.grad(x.mul(x).sum(), List.of(x)).get(0).toDoubles())
                .containsExactly(2, 4, 6);
    }

    @Test
    void severalOutputsAddUp() {
        Gradients gradients = Grad.of(x.sum(), x.mul(y).sum()).with(x, y);
        assertThat(gradients.orZero(0).toDoubles()).containsExactly(5, 6, 7);
        assertThat(gradients.orZero(1).toDoubles()).containsExactly(1, 2, 3);
    }

    @Test
    void seedsMakeAVectorJacobianProduct() {
        Gradients gradients =
                Grad.of(x.square(), x.sum())
                        .seeds(vector(1, 0, -1), Tensor.scalar(10, DType.FLOAT64))
                        .with(x);
        assertThat(gradients.orZero(0).toDoubles()).containsExactly(12, 10, 4);
        Gradients ofLists =
                Grad.of(List.of(x.square(), x.sum()))
                        .seeds(List.of(vector(1, 0, -1), Tensor.scalar(10, DType.FLOAT64)))
                        .with(List.of(x));
        assertThat(ofLists.orZero(0).toDoubles()).containsExactly(12, 10, 4);
    }

    @Test
    void seedsAreDifferentiable() {
        Tensor seed = Tensor.parameter(vector(1, 1, 1));
        Tensor product = Grad.of(x.square()).seeds(seed).createGraph().with(x).orZero(0);
        assertThat(Grad.grad(product.sum(), List.of(seed)).get(0).toDoubles())
                .containsExactly(2, 4, 6);
    }

    @Test
    void anOutputWithoutAGraphAddsNothing() {
        Gradients gradients = Grad.of(x.sum(), vector(1).sum()).with(x);
        assertThat(gradients.orZero(0).toDoubles()).containsExactly(1, 1, 1);
    }

    @Test
    void unusedInputsAreEmptyOrZeros() {
        Gradients gradients = Grad.of(x.sum()).with(y, x, vector(1, 2));
        assertThat(gradients.get(0)).isEmpty();
        assertThat(gradients.get(1)).isPresent();
        assertThat(gradients.toList()).hasSize(3).element(2).isEqualTo(Optional.empty());
        assertThat(gradients.orZeros().get(0).toDoubles()).containsExactly(0, 0, 0);
        assertThat(gradients.orZeros().get(2).toDoubles()).containsExactly(0, 0);
        assertThat(Grad.gradOrEmpty(x.sum(), List.of(y), true)).containsExactly(Optional.empty());
    }

    @Test
    void resultsOnTheWayAreInputsToo() {
        Tensor middle = x.square();
        Tensor late = middle.mul(y);
        Gradients gradients = Grad.of(late.sum()).with(middle, late, x, middle);
        assertThat(gradients.orZero(0).toDoubles()).containsExactly(4, 5, 6);
        assertThat(gradients.orZero(1).toDoubles()).containsExactly(1, 1, 1);
        assertThat(gradients.orZero(2).toDoubles()).containsExactly(8, 20, 36);
        assertThat(gradients.orZero(3).toDoubles()).containsExactly(4, 5, 6);
    }

    @Test
    void theOutputItselfIsAnInput() {
        Tensor loss = x.sum();
        assertThat(Grad.grad(loss, List.of(loss)).get(0).item()).isEqualTo(1);
        Tensor leaf = Tensor.parameter(Tensor.scalar(3));
        leaf.backward();
        assertThat(leaf.grad().orElseThrow().item()).isEqualTo(1);
    }

    @Test
    void onlyOperationsBetweenOutputsAndInputsAreLookedAt() {
        List<String> seen = new ArrayList<>();
        Tensor below = spy("below", x, seen);
        Tensor middle = spy("middle", below, seen);
        Tensor above = spy("above", middle, seen);
        Tensor beside = spy("beside", y, seen);
        Tensor loss = above.add(beside).sum();
        Grad.grad(loss, List.of(middle));
        assertThat(seen).containsExactly("above");
    }

    /** Visiting all earlier steps in each of them would be a thousand million visits. */
    @Test
    void aStepDoesNotLookAtTheStepsBeforeIt() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    Tensor weight = Tensor.parameter(Tensor.scalar(1));
                    for (int step = 0; step < 30_000; step++) {
                        Tensor loss = weight.square();
                        Tensor slope = Grad.of(loss).createGraph().with(weight).orZero(0);
                        weight = weight.sub(slope.mul(1e-5));
                    }
                    assertThat(weight.item()).isBetween(0.5, 0.6);
                });
    }

    @Test
    void backwardAddsUp() {
        Tensor loss = x.square().sum();
        assertThat(x.grad()).isEmpty();
        loss.backward();
        loss.backward();
        x.sum().backward();
        assertThat(x.grad().orElseThrow().toDoubles()).containsExactly(5, 9, 13);
        assertThat(x.grad().orElseThrow().requiresGrad()).isFalse();
        assertThat(y.grad()).isEmpty();
        x.zeroGrad();
        assertThat(x.grad()).isEmpty();
    }

    @Test
    void backwardReachesOnlyLeaves() {
        Tensor middle = x.square();
        middle.sum().backward();
        assertThat(middle.grad()).isEmpty();
        assertThat(x.grad()).isPresent();
    }

    @Test
    void detachedTensorsPassNothingOn() {
        Tensor loss = x.mul(x.detach()).sum();
        assertThat(Grad.grad(loss, List.of(x)).get(0).toDoubles()).containsExactly(1, 2, 3);
    }

    @Test
    void aTensorKnowsItsPlace() {
        Tensor result = x.square();
        assertThat(x.isLeaf()).isTrue();
        assertThat(x.requiresGrad()).isTrue();
        assertThat(result.isLeaf()).isFalse();
        assertThat(result.requiresGrad()).isTrue();
        assertThat(result.detach().isLeaf()).isTrue();
        assertThat(result.detach().requiresGrad()).isFalse();
        assertThat(result.withRequiresGrad(true).isLeaf()).isTrue();
        assertThat(x.eq(1).requiresGrad()).isFalse();
    }

    @Test
    void castsCarryGradientsBackToTheirOwnType() {
        Tensor wide = x.to(DType.FLOAT32).square().sum();
        Tensor gradient = Grad.grad(wide, List.of(x)).get(0);
        assertThat(gradient.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(gradient.toDoubles()).containsExactly(2, 4, 6);
    }

    @Test
    @SuppressWarnings("try") // the blocks need not mention what they open
    void noGradNests() {
        try (NoGrad outer = NoGrad.open()) {
            try (NoGrad inner = NoGrad.open()) {
                assertThat(x.square().requiresGrad()).isFalse();
            }
            assertThat(x.square().requiresGrad()).isFalse();
            outer.close();
            assertThat(x.square().requiresGrad()).isTrue();
        }
        assertThat(x.square().requiresGrad()).isTrue();
    }

    @Test
    void noGradEndsWhenItsBodyThrows() {
        assertThatThrownBy(() -> NoGrad.run(() -> x.reshape(7)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(x.square().requiresGrad()).isTrue();
    }

    @Test
    @SuppressWarnings("try") // closing by hand is the point
    void noGradHoldsForItsThreadAlone() throws Exception {
        try (NoGrad off = NoGrad.open()) {
            assertThat(inNewThread(() -> x.square().requiresGrad())).isTrue();
            assertThatThrownBy(
                            () ->
                                    inNewThread(
                                            () -> {
                                                off.close();
                                                return true;
                                            }))
                    .hasRootCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("close it where it was opened");
            assertThat(x.square().requiresGrad()).isFalse();
        }
    }

    @Test
    void manyThreadsRecordAtOnce() throws Exception {
        Tensor shared = x.square();
        List<Callable<double[]>> tasks = new ArrayList<>();
        for (int task = 1; task <= 64; task++) {
            int factor = task;
            tasks.add(
                    () -> {
                        Tensor value = shared.mul(factor).mul(y).sum();
                        for (int i = 0; i < 50; i++) {
                            value = value.add(shared.sum());
                        }
                        value.backward();
                        return Grad.grad(value, List.of(x)).get(0).toDoubles();
                    });
        }
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<double[]>> results = pool.invokeAll(tasks);
            for (int i = 0; i < results.size(); i++) {
                double factor = i + 1;
                assertThat(results.get(i).get())
                        .containsExactly(8 * factor + 100, 20 * factor + 200, 36 * factor + 300);
            }
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        double factors = 64 * 65 / 2;
        assertThat(x.grad().orElseThrow().toDoubles())
                .containsExactly(8 * factors + 6400, 20 * factors + 12800, 36 * factors + 19200);
    }

    @Test
    void assigningChangesALeafButNotItsGradientOrItsCopies() {
        x.sum().backward();
        Tensor copy = x.detach();
        x.assign(vector(7, 8, 9));
        assertThat(x.toDoubles()).containsExactly(7, 8, 9);
        assertThat(copy.toDoubles()).containsExactly(1, 2, 3);
        assertThat(x.grad()).isPresent();
        assertThat(x.requiresGrad()).isTrue();
        assertThat(Grad.grad(x.square().sum(), List.of(x)).get(0).toDoubles())
                .containsExactly(14, 16, 18);
    }

    @Test
    void graphsOlderThanAnAssignmentAreRefused() {
        Tensor loss = x.mul(y).sum();
        x.assign(vector(7, 8, 9));
        assertThatThrownBy(() -> Grad.grad(loss, List.of(y)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "mul: an argument [3] was assigned a new value after this operation was"
                                + " recorded, so its gradient would be wrong; compute the loss"
                                + " again");
        assertThatThrownBy(loss::backward).isInstanceOf(IllegalStateException.class);
        assertThat(y.grad()).isEmpty();
    }

    @Test
    void dataIsGuardedToo() {
        Tensor data = vector(1, 1, 1);
        Tensor mask = vector(1, 0, 1);
        Tensor scaled = x.mul(data).sum();
        Tensor chosen = Tensor.where(mask, x, y).sum();
        data.assign(vector(2, 2, 2));
        mask.assign(vector(0, 0, 0));
        assertThatThrownBy(scaled::backward).hasMessageStartingWith("mul: an argument [3] was");
        assertThatThrownBy(chosen::backward).hasMessageStartingWith("where: an argument [3] was");
    }

    @Test
    void graphsAboveAnAssignedLeafStayUsable() {
        Tensor fast = x.mul(2);
        Tensor loss = fast.square().sum();
        x.assign(vector(7, 8, 9));
        assertThat(Grad.grad(loss, List.of(fast)).get(0).toDoubles()).containsExactly(4, 8, 12);
    }

    /** The identity, noting when it is differentiated. */
    private static Tensor spy(String name, Tensor a, List<String> seen) {
        return Tensor.tensor(
                Op.op("spy", a.value().data())
                        .wrt(
                                a.value(),
                                g -> {
                                    seen.add(name);
                                    return g;
                                })
                        .record());
    }

    private static <T> T inNewThread(Callable<T> task) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(task).get();
        } finally {
            thread.shutdown();
        }
    }

    private static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }
}
