package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.functional.testing.TwinCheck;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Every container that a field may declare is in {@code Params}, and in {@code Bound} as it is. */
class ContainersOfModulesTest {
    enum Part {
        ENCODER,
        DECODER
    }

    @Functional
    static final class Modules {
        private final ArrayList<Linear> list = new ArrayList<>(List.of(new Linear(2, 2)));
        private final Collection<Linear> some = List.of(new Linear(2, 2));
        private final Set<Linear> set;
        private final LinkedHashSet<Linear> linked = new LinkedHashSet<>(List.of(new Linear(2, 2)));
        private final HashSet<Linear> hashed = new HashSet<>(List.of(new Linear(2, 2)));
        private final Map<Part, Linear> parts = Map.of(Part.DECODER, new Linear(2, 2));
        private final HashMap<Integer, Linear> numbered = new HashMap<>();
        private final LinkedHashMap<String, Set<Linear>> nested = new LinkedHashMap<>();
        private final Map<String, Linear> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        Modules(Set<Linear> set) {
            this.set = set;
            numbered.put(7, new Linear(2, 2));
            nested.put("a", new LinkedHashSet<>(List.of(new Linear(2, 2), new Linear(2, 2))));
            sorted.put("Last", new Linear(2, 2));
        }

        Tensor forward(Tensor x) {
            list.ensureCapacity(3);
            Tensor y = list.get(0).forward(x);
            for (Linear layer : some) {
                y = layer.forward(y);
            }
            for (Linear layer : set) {
                y = layer.forward(y).mul(set.contains(layer) ? 2 : 3);
            }
            y = linked.iterator().next().forward(y).add(hashed.iterator().next().forward(x));
            y = y.add(parts.get(Part.DECODER).forward(y)).add(numbered.get(7).forward(x));
            for (Linear layer : nested.get("a")) {
                y = layer.forward(y);
            }
            return sorted.get("LAST").forward(y);
        }
    }

    @Functional
    static final class Tensors {
        private final ArrayList<Tensor> list =
                new ArrayList<>(List.of(Tensor.parameter(Tensor.ones(2, 2))));
        private final Map<Integer, Tensor> numbered = new HashMap<>();
        private final List<ArrayList<Tensor>> nested;
        @Trainable private final Set<Tensor> set;

        @Buffer private final ArrayList<Tensor> seen = new ArrayList<>(List.of(Tensor.ones(2)));

        @Buffer private final Map<Part, Tensor> last = new HashMap<>();

        Tensors(Set<Tensor> set) {
            this.set = set;
            numbered.put(3, Tensor.parameter(Tensor.ones(2)));
            nested = List.of(new ArrayList<>(List.of(Tensor.ones(2).withRequiresGrad(true))));
            last.put(Part.ENCODER, Tensor.ones(2));
        }

        Tensor forward(Tensor x) {
            list.trimToSize();
            Tensor y = x.mmul(list.get(0)).mul(numbered.get(3)).add(nested.get(0).get(0));
            for (Tensor t : set) {
                y = y.mul(t);
            }
            seen.set(0, y.sum(0));
            last.put(Part.ENCODER, last.get(Part.ENCODER).add(seen.get(0)));
            return y.add(last.get(Part.ENCODER));
        }
    }

    private final Tensor x = Tensor.of(new float[] {1, -2, 3, 4}, 2, 2);

    @Test
    void modules() {
        Set<Linear> set = new LinkedHashSet<>(List.of(new Linear(2, 2), new Linear(2, 2)));
        Modules model = new Modules(set);
        TwinCheck.check(model, x);
        assertThat(Params.named(Twins.of(model).params()))
                .containsKeys(
                        "list.0.weight",
                        "some.0.bias",
                        "set.1.weight",
                        "parts.DECODER.weight",
                        "numbered.7.weight",
                        "nested.a.1.weight",
                        "sorted.Last.bias");
    }

    @Test
    void tensors() {
        Tensors model = new Tensors(Set.of(Tensor.parameter(Tensor.ones(2))));
        TwinCheck.check(model, x);
        assertThat(Params.named(Twins.of(model).params()))
                .containsOnlyKeys("list.0", "numbered.3", "nested.0.0", "set.0");
        assertThat(Params.buffers(Twins.of(model).params()))
                .containsOnlyKeys("seen.0", "last.ENCODER");
    }

    @Test
    void setsWithoutAnOrderAreRefused() {
        Modules model = new Modules(Set.of(new Linear(2, 2), new Linear(2, 2)));
        FunctionalModule<?, ?> twin = Twins.of(model);
        assertThatThrownBy(twin::params)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "of modules or tensors has another order in every run; use a");
    }
}
