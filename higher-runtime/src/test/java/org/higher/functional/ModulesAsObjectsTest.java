package org.higher.functional;

import java.util.List;
import java.util.Objects;
import org.higher.annotations.Functional;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.Layer;
import org.higher.nn.Linear;
import org.higher.nn.Relu;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Questions about modules that have the same answer in a twin. */
class ModulesAsObjectsTest {
    @Functional
    static final class Asking {
        private final Linear own = new Linear(2, 2);
        private final List<Layer> layers = List.of(own, new Relu(), new Linear(2, 2));

        Tensor forward(Tensor x) {
            long dense = layers.stream().filter(Linear.class::isInstance).count();
            long two = layers.stream().filter(l -> Linear.class.isInstance(l)).count();
            Tensor y = x;
            for (Linear layer :
                    layers.stream()
                            .filter(Linear.class::isInstance)
                            .map(Linear.class::cast)
                            .toList()) {
                y = layer.forward(y).mul(weight(layer));
            }
            boolean held = layers.get(0) == own && Objects.nonNull(own);
            return y.mul(dense).add(two).mul(held ? 2 : 3);
        }

        private static double weight(Object o) {
            return o instanceof Linear ? 3 : 1;
        }
    }

    @Test
    void sameAnswers() {
        TwinCheck.check(new Asking(), Tensor.of(new float[] {1, -2, 3, 4}, 2, 2));
    }
}
