package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.Stack;
import java.util.TreeMap;
import java.util.Vector;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.testing.TwinCheck;
import org.higher.io.Checkpoint;
import org.higher.nn.Linear;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Containers that fields declare by their class")
class DeclaredContainersTest {
    enum Part {
        ENCODER,
        DECODER
    }

    @Functional
    static final class Modules {
        private final LinkedList<Linear> linked = new LinkedList<>(List.of(layer(), layer()));
        private final Queue<Linear> queue = new LinkedList<>(List.of(layer(), layer()));
        private final Deque<Linear> deque = new ArrayDeque<>(List.of(layer(), layer()));
        private final ArrayDeque<Linear> array = new ArrayDeque<>(List.of(layer(), layer()));
        private final Vector<Linear> vector = new Vector<>(List.of(layer()));
        private final Stack<Linear> stack = new Stack<>();
        private final SortedMap<String, Linear> sorted = new TreeMap<>(Comparator.reverseOrder());
        private final NavigableMap<Long, Linear> navigable = new TreeMap<>();
        private final TreeMap<String, List<Linear>> tree =
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final EnumMap<Part, Linear> parts = new EnumMap<>(Part.class);
        private final Map<Double, Linear> rates = new LinkedHashMap<>();
        private final Map<BigDecimal, Linear> exact = new LinkedHashMap<>();
        private final Linear[][] rows = {{layer()}, {layer(), layer()}};
        private final List<Deque<Linear>> nested = List.of(new ArrayDeque<>(List.of(layer())));
        private final Iterable<Linear> any = List.of(layer(), layer());
        private final Iterable<Iterable<Linear>> chained =
                new Chain<>(List.of(new Chain<>(List.of(layer(), layer())), Set.of()));

        Modules() {
            stack.push(layer());
            stack.push(layer());
            sorted.put("a", layer());
            sorted.put("b", layer());
            navigable.put(2L, layer());
            navigable.put(1L, layer());
            tree.put("Deep", List.of(layer()));
            parts.put(Part.DECODER, layer());
            parts.put(Part.ENCODER, layer());
            rates.put(0.5, layer());
            exact.put(new BigDecimal("1.50"), layer());
        }

        private static Linear layer() {
            return new Linear(2, 2);
        }

        Tensor forward(Tensor x) {
            Tensor y = linked.getFirst().forward(x).add(linked.peekLast().forward(x));
            y = queue.peek().forward(y).add(deque.peekLast().forward(x));
            for (var layers = array.descendingIterator(); layers.hasNext(); ) {
                y = layers.next().forward(y).tanh();
            }
            y = vector.elementAt(0).forward(y).add(stack.peek().forward(x));
            y = sorted.get(sorted.firstKey()).forward(y);
            y = navigable.ceilingEntry(2L).getValue().forward(y);
            y = tree.get("DEEP").get(0).forward(y);
            for (var part : parts.entrySet()) {
                y = part.getValue().forward(y).mul(part.getKey().ordinal() + 1);
            }
            y = rates.get(0.5).forward(y).add(exact.get(new BigDecimal("1.50")).forward(x));
            for (Linear[] row : rows) {
                for (Linear layer : row) {
                    y = layer.forward(y).tanh();
                }
            }
            for (Linear layer : any) {
                y = layer.forward(y);
            }
            for (Iterable<Linear> layers : chained) {
                for (Linear layer : layers) {
                    y = layer.forward(y).add(x);
                }
            }
            return nested.get(0).getLast().forward(y);
        }
    }

    private record Chain<T>(List<T> elements) implements Iterable<T> {
        @Override
        public Iterator<T> iterator() {
            return elements.iterator();
        }
    }

    @Functional
    static final class Tensors {
        @Trainable private final LinkedList<Tensor> linked = new LinkedList<>(List.of(weight(1)));
        @Trainable private final Deque<Tensor> deque = new ArrayDeque<>(List.of(weight(2)));

        @Trainable
        private final TreeMap<String, Tensor> tree = new TreeMap<>(Comparator.reverseOrder());

        @Trainable private final EnumMap<Part, Tensor> parts = new EnumMap<>(Part.class);
        @Trainable private final EnumMap<Part, Tensor> none = new EnumMap<>(Part.class);
        @Trainable private final Collection<Tensor> some = List.of(weight(9));
        @Trainable private final Iterable<Tensor> any = new Chain<>(List.of(weight(8)));
        @Trainable private final Tensor[][][] cube = {{{weight(3)}}, {{}, {weight(4)}}};

        Tensors() {
            tree.put("a", weight(5));
            tree.put("b", weight(6));
            parts.put(Part.DECODER, weight(7));
        }

        private static Tensor weight(double value) {
            return Tensor.parameter(Tensor.ones(2, 2).mul(value / 8).detach());
        }

        Tensor forward(Tensor x) {
            Tensor y = x.mmul(linked.getLast()).add(x.mmul(deque.peek()));
            y = y.mmul(tree.firstEntry().getValue()).mul(none.size() + 1);
            for (Tensor part : parts.values()) {
                y = y.mmul(part);
            }
            for (Tensor[][] plane : cube) {
                for (Tensor[] row : plane) {
                    for (Tensor t : row) {
                        y = y.mmul(t).tanh();
                    }
                }
            }
            return y.add(tree.lastEntry().getValue())
                    .mul(any.iterator().next())
                    .add(some.iterator().next());
        }
    }

    private final Tensor x = Tensor.of(new float[] {1, -2, 3, 4}, 2, 2);

    @Test
    void modules() {
        Modules model = new Modules();
        TwinCheck.check(model, x);
        assertThat(Params.named(Twins.of(model).params()))
                .hasSize(2 * 28)
                .containsKeys(
                        "linked.1.weight",
                        "queue.0.bias",
                        "deque.1.weight",
                        "array.0.weight",
                        "vector.0.weight",
                        "stack.1.weight",
                        "sorted.b.weight",
                        "navigable.2.weight",
                        "tree.Deep.0.weight",
                        "parts.ENCODER.weight",
                        "rates.0.5.weight",
                        "exact.1.50.weight",
                        "rows.1.1.weight",
                        "nested.0.0.bias");
    }

    @Test
    void tensors() {
        Tensors model = new Tensors();
        TwinCheck.check(model, x);
        assertThat(Params.named(Twins.of(model).params()).keySet())
                .containsExactly(
                        "linked.0",
                        "deque.0",
                        "tree.b",
                        "tree.a",
                        "parts.DECODER",
                        "some.0",
                        "any.0",
                        "cube.0.0.0",
                        "cube.1.1.0");
    }

    @Test
    void checkpoints(@TempDir Path folder) throws IOException {
        Modules saved = new Modules();
        Modules other = new Modules();
        Path file = folder.resolve("modules.zip");
        Checkpoint.builder().params("model", Twins.of(saved).params()).save(file);
        Checkpoint.load(file).copyInto("model", Twins.of(other).params());
        assertThat(other.forward(x).toFloats()).isEqualTo(saved.forward(x).toFloats());
    }

    @Test
    void sortedMapsKeepTheirOrder() {
        assertThatThrownBy(() -> Containers.treeMap(Map.of("a", x)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the model has a sorted map where the parameters have a");
    }
}
