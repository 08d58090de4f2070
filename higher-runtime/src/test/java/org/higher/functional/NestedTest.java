package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.higher.array.DType;
import org.higher.internal.reflect.Spelling;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class NestedTest {
    @Test
    void flattensEveryContainerInOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", List.of(1, new Object[] {2, Optional.of(3)}));
        map.put("a", new LinkedHashSet<>(List.of(4, 5)));
        map.put("nothing", Arrays.asList(null, Optional.empty()));

        assertThat(Params.contents(List.of(0, map, "text")))
                .containsExactly(0, 1, 2, 3, 4, 5, "text");
        assertThat(Params.contents(7)).containsExactly(7);
        assertThat(Params.contents(null)).isEmpty();
    }

    @Test
    void treesGiveTheirLeaves() {
        FunctionalModelsTied net =
                FunctionalModelsTied.of(new Models.Tied(new SplittableRandom(1)));
        Tensor t = Tensor.scalar(1);

        assertThat(Params.tensors(List.of(net.params(), t)))
                .containsExactly(net.parameters().get(0), net.parameters().get(1), t);
    }

    @Test
    void refusesWhatIsNoTensor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Params.tensors(List.of(Tensor.scalar(1), "text")))
                .withMessage(
                        "tensors: element 1 is a java.lang.String, no tensor; use Params.contents for"
                                + " mixed contents");
    }

    @Test
    void detachedParametersKeepFlagsAndTies() {
        FunctionalModelsTied net =
                FunctionalModelsTied.of(new Models.Tied(new SplittableRandom(1)));
        FunctionalModelsTied.Params copy = Params.detached(net);
        double[] before = copy.there().weight().toDoubles();

        assertThat(copy.there().weight()).isSameAs(copy.back().weight());
        assertThat(copy.leaves()).allMatch(Tensor::isLeaf).allMatch(Tensor::requiresGrad);
        net.parameters().get(0).assign(Tensor.zeros(DType.FLOAT64, Models.WIDTH, Models.WIDTH));
        assertThat(copy.there().weight().toDoubles()).containsExactly(before);
        copy.there().bias().assign(Tensor.zeros(DType.FLOAT64, Models.WIDTH));
        assertThat(net.params().there().bias().toDoubles()).doesNotContain(0);
    }

    @Test
    void guessesWhatWasMeant() {
        List<String> known = List.of("lr", "weightDecay", "beta1");
        assertThat(Spelling.hint("weight_decay", known)).isEqualTo(" did you mean weightDecay?");
        assertThat(Spelling.hint("WeigthDecay", known)).isEqualTo(" did you mean weightDecay?");
        assertThat(Spelling.hint("LR", known)).isEqualTo(" did you mean lr?");
        assertThat(Spelling.hint("beta", known)).isEqualTo(" did you mean beta1?");
        assertThat(Spelling.hint("nonsense", known)).isEmpty();
    }
}
