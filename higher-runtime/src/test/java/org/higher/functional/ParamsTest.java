package org.higher.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParamsTest {
    private final Tensor a = Tensor.scalar(1);
    private final Tensor b = Tensor.scalar(2);
    private final Tensor seen = Tensor.scalar(3);

    /** A tree as the processor writes it, with every kind of component. */
    private record Tree(
            @Nullable Tensor weight,
            Map<String, List<Tensor>> grid,
            Tensor[] array,
            Optional<Tensor> maybe,
            @Nullable Tree inner,
            @Nullable Tensor buffer)
            implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.parameter("weight", weight);
            out.map("grid", grid, (o, n, e) -> o.list(n, e, Leaves::parameter));
            out.array("array", array, Leaves::parameter);
            out.optional("maybe", maybe, Leaves::parameter);
            out.tree("inner", inner);
            out.buffer("buffer", buffer);
        }

        @Override
        public Tree unflatten(LeafSource in) {
            return new Tree(
                    in.parameter(weight),
                    in.map(grid, (i, e) -> i.list(e, LeafSource::parameter)),
                    in.array(array, LeafSource::parameter),
                    in.optional(maybe, LeafSource::parameter),
                    in.tree(inner),
                    in.buffer(buffer));
        }
    }

    private Tree tree() {
        Map<String, List<Tensor>> grid = new LinkedHashMap<>();
        grid.put("z", List.of(b, a));
        grid.put("c", List.of());
        Tree inner =
                new Tree(
                        b,
                        Map.of(),
                        new Tensor[0],
                        Optional.of(Tensor.scalar(5)),
                        null,
                        seen.add(1));
        return new Tree(a, grid, new Tensor[] {Tensor.scalar(4), a}, Optional.empty(), inner, seen);
    }

    @Test
    void namesAreDottedPathsInDeclarationOrder() {
        assertThat(Params.named(tree()).keySet())
                .containsExactly("weight", "grid.z.0", "array.0", "inner.maybe");
        assertThat(Params.buffers(tree()).keySet()).containsExactly("inner.buffer", "buffer");
    }

    @Test
    void flattenListsDistinctLeaves() {
        assertThat(Params.flatten(tree()).stream().map(Tensor::item).toList())
                .containsExactly(1.0, 2.0, 4.0, 5.0);
    }

    @Test
    void mapCallsOnceForEachTensorAndKeepsTies() {
        int[] calls = {0};
        Tree mapped =
                Params.map(
                        tree(),
                        t -> {
                            calls[0]++;
                            return t.mul(10);
                        });
        assertThat(calls[0]).isEqualTo(4);
        assertThat(mapped.weight()).isSameAs(mapped.grid().get("z").get(1));
        assertThat(mapped.array()[1]).isSameAs(mapped.weight());
        assertThat(mapped.buffer()).isSameAs(seen);
        assertThat(mapped.maybe()).isEmpty();
        assertThat(List.copyOf(mapped.grid().keySet())).containsExactly("z", "c");
    }

    @Test
    void unflattenPutsThemInOrder() {
        List<Tensor> others = List.of(a.add(1), a.add(2), a.add(3), a.add(4));
        Tree moved = Params.unflatten(tree(), others);
        assertThat(moved.leaves()).containsExactlyElementsOf(others);
        assertThat(moved.array()[1]).isSameAs(others.get(0));
        assertThat(Params.withLeaves(tree(), others).leaves()).containsExactlyElementsOf(others);
        assertThatThrownBy(() -> Params.unflatten(tree(), List.of(a)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "unflatten: the tree has 4 distinct parameters, but 1 tensors were given;"
                                + " give one for each, in the order of leaves()");
    }

    @Test
    void buffersAreReplacedAndDetachedAlone() {
        Tensor w = Tensor.parameter(Tensor.scalar(1));
        Tree recorded = new Tree(w, Map.of(), new Tensor[0], Optional.empty(), null, w.mul(2));
        Tree detached = Params.detachBuffers(recorded);
        assertThat(detached.weight()).isSameAs(w);
        assertThat(detached.buffer().requiresGrad()).isFalse();
        assertThat(Params.withBuffers(detached, recorded).buffer()).isSameAs(recorded.buffer());
        assertThatThrownBy(() -> Params.withBuffers(detached, tree()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "has buffers [buffer] and the other one [inner.buffer, buffer]");
    }

    @Test
    void mappedContainersCannotBeChanged() {
        Tree mapped = Params.map(tree(), t -> t);
        assertThatThrownBy(() -> mapped.grid().remove("z"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> mapped.grid().get("z").set(0, a))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void containersOfTwoMustMatch() {
        assertThat(Containers.list(List.of(1, 2), List.of("a", "b"), (i, s) -> s + i))
                .containsExactly("a1", "b2");
        assertThat(Containers.list(Arrays.asList(1, null), i -> i)).containsExactly(1, null);
        assertThatThrownBy(() -> Containers.list(List.of(1), List.of(), (i, s) -> i))
                .hasMessageContaining("List has 1 elements and the parameters' 0");
        assertThatThrownBy(() -> Containers.map(Map.of("a", 1), Map.of("b", 2), (i, s) -> i))
                .hasMessageContaining("Map has keys [a] and the parameters' [b]");
        assertThatThrownBy(
                        () ->
                                Containers.array(
                                        new Integer[1],
                                        new Integer[2],
                                        Integer[]::new,
                                        (i, s) -> i))
                .hasMessageContaining("array has 1 elements and the parameters' 2");
        assertThatThrownBy(() -> Containers.optional(Optional.of(1), Optional.empty(), (i, s) -> i))
                .hasMessageContaining("Optional has 1 elements and the parameters' 0");
        assertThatThrownBy(() -> Containers.list(null, List.of(), (i, s) -> i))
                .hasMessageContaining("a field is null in the model only");
        assertThat(Containers.list((List<Integer>) null, i -> i)).isNull();
    }

    @Test
    void missingPrivateFieldSaysWhatToDo() {
        assertThatThrownBy(
                        () ->
                                Access.field(
                                        MethodHandles.lookup(),
                                        ParamsTest.class,
                                        "gone",
                                        int.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "ParamsTest has no field int gone any more; compile it again");
    }
}
