package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ParamPathsTest {
    /** A tree of maps, as a model with a map of maps has. */
    private record Nested(Map<String, Map<String, Tensor>> maps) implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.map("maps", maps, (o, n, e) -> o.map(n, e, Leaves::parameter));
        }

        @Override
        public Nested unflatten(LeafSource in) {
            return new Nested(in.map(maps, (i, e) -> i.map(e, LeafSource::parameter)));
        }
    }

    @Test
    void refusesOnePathForTwoParameters() {
        Map<String, Map<String, Tensor>> maps = new LinkedHashMap<>();
        maps.put("a.b", Map.of("c", Tensor.parameter(Tensor.zeros())));
        maps.put("a", Map.of("b.c", Tensor.parameter(Tensor.ones())));

        assertThat(new Nested(maps).leaves()).hasSize(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Params.named(new Nested(maps)))
                .withMessage(
                        "two parameters are both called maps.a.b.c; leave dots out of the keys of"
                                + " the model's maps");
    }
}
