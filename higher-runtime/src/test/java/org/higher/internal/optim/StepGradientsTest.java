package org.higher.internal.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.optim.GradientCallback;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Which gradients of a step are computed, and what is refused. */
class StepGradientsTest {
    private static final GradientCallback SAME = gradients -> List.copyOf(gradients);

    private final Tensor moved = scalar(2);
    private final Tensor other = scalar(3);
    private final Tensor frozen = Tensor.scalar(4, DType.FLOAT64);
    private final List<Tensor> weights = List.of(moved, other, frozen);
    private final Tensor loss = moved.mul(other).mul(frozen);

    private static Tensor scalar(double value) {
        return Tensor.parameter(Tensor.scalar(value, DType.FLOAT64));
    }

    /** Of an optimizer that moves the first weight. */
    private static StepGradients gradients() {
        BitSet first = new BitSet();
        first.set(0);
        return new StepGradients(3, first);
    }

    @Test
    void withoutACallbackOnlyThoseThatAGroupMovesAreComputed() {
        List<Optional<Tensor>> found =
                gradients()
                        .of(
                                loss,
                                weights,
                                GradientCallback.NONE,
                                Recorded.UPDATE,
                                InnerGradient.RECORDED);

        assertThat(found.get(0).orElseThrow().item()).isEqualTo(12);
        assertThat(found.get(1)).isEmpty();
        assertThat(found.get(2)).isEmpty();
    }

    @Test
    void aCallbackSeesThoseOfAllWeightsThatAreNotFrozen() {
        List<Optional<Tensor>> found =
                gradients().of(loss, weights, SAME, Recorded.UPDATE, InnerGradient.RECORDED);

        assertThat(found.get(1).orElseThrow().item()).isEqualTo(8);
        assertThat(found.get(2)).isEmpty();
    }

    @Test
    void theyAreOnTheTapeWhereAllIsRecorded() {
        for (Recorded recorded : Recorded.values()) {
            Optional<Tensor> gradient =
                    gradients()
                            .of(
                                    loss,
                                    weights,
                                    GradientCallback.NONE,
                                    recorded,
                                    InnerGradient.RECORDED)
                            .get(0);

            assertThat(gradient.orElseThrow().requiresGrad())
                    .as("%s", recorded)
                    .isEqualTo(recorded == Recorded.ALL || recorded == Recorded.OUTLINE);
        }
    }

    @Test
    void aLossThatReachesNoMovedWeightIsRefused() {
        StepGradients gradients = gradients();
        List<Optional<Tensor>> found =
                gradients.of(other.mul(2), weights, SAME, Recorded.UPDATE, InnerGradient.RECORDED);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> gradients.checkMovesSomething(found, weights))
                .withMessageContaining("depends on none of the current weights");
        List<Tensor> allFrozen = List.of(frozen, other, frozen);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gradients.checkMovesSomething(found, allFrozen))
                .withMessageContaining("requires a gradient, so that they are frozen");
    }

    @Test
    void aCallbackReturnsOneLikeEachWeight() {
        StepGradients gradients = gradients();
        List<Optional<Tensor>> found =
                gradients.of(loss, weights, SAME, Recorded.UPDATE, InnerGradient.RECORDED);
        GradientCallback wider =
                all -> List.of(Optional.of(Tensor.ones(DType.FLOAT64, 2)), all.get(1), all.get(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> gradients.changed(wider, found, weights))
                .withMessageContaining("gradient callback: gradient 0 is FLOAT64 [2]");
        assertThat(gradients.changed(SAME, found, weights)).isEqualTo(found);
    }
}
