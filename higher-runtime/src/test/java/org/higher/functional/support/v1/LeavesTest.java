package org.higher.functional.support.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Flattening and unflattening")
class LeavesTest {
    private enum Kind {
        FIRST {
            @Override
            public String toString() {
                return "the first";
            }
        }
    }

    private record Inner(String label, Tensor value) {
        static void flatten(Inner inner, Leaves out) {
            out.buffer("value", inner.value);
        }

        static Inner unflatten(Inner like, LeafSource in) {
            return new Inner(like.label, in.buffer(like.value));
        }
    }

    private record Outer(Tensor weight, List<Inner> parts, Optional<Inner> last) {
        static void flatten(Outer outer, Leaves out) {
            out.parameter("weight", outer.weight);
            out.list("parts", outer.parts, (o, n, e) -> o.node(n, e, Inner::flatten));
            out.optional("last", outer.last, (o, n, e) -> o.node(n, e, Inner::flatten));
        }

        static Outer unflatten(Outer like, LeafSource in) {
            return new Outer(
                    in.parameter(like.weight),
                    in.list(like.parts, (i, e) -> i.node(e, Inner::unflatten)),
                    in.optional(like.last, (i, e) -> i.node(e, Inner::unflatten)));
        }
    }

    private final Tensor a = Tensor.scalar(1);
    private final Tensor b = Tensor.scalar(2);
    private final Tensor c = Tensor.scalar(3);
    private final Outer outer =
            new Outer(
                    a,
                    List.of(new Inner("x", b), new Inner("y", b)),
                    Optional.of(new Inner("z", c)));

    @Test
    void listsEachPlaceInOrderWithItsPath() {
        Leaves leaves = Leaves.named(outer, Outer::flatten);
        assertThat(leaves.parameters()).containsExactly(a);
        assertThat(leaves.buffers()).containsExactly(b, b, c);
        assertThat(leaves.parameterPaths()).containsExactly("weight");
        assertThat(leaves.bufferPaths())
                .containsExactly("parts.0.value", "parts.1.value", "last.value");
    }

    @Test
    void pathsAreNotPutTogetherUnlessAskedFor() {
        assertThat(Leaves.of(outer, Outer::flatten).bufferPaths()).isEmpty();
    }

    @Test
    void constantsOfEnumsAreNamedAsTheyAreDeclared() {
        Leaves leaves =
                Leaves.named(
                        Map.of(Kind.FIRST, a), (map, out) -> out.map("m", map, Leaves::parameter));
        assertThat(leaves.parameterPaths()).containsExactly("m.FIRST");
    }

    @Test
    void unflatteningWhatWasFlattenedGivesTheSame() {
        Leaves leaves = Leaves.of(outer, Outer::flatten);
        Outer same =
                LeafSource.unflatten(
                        outer, Outer::unflatten, leaves.parameters(), leaves.buffers());
        assertThat(same).isEqualTo(outer);
    }

    @Test
    void asManyTensorsAreTakenAsThereArePlaces() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> LeafSource.unflatten(outer, Outer::unflatten, List.of(a), List.of(b)))
                .withMessage("unflatten: fewer tensors were given than there are places for");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                LeafSource.unflatten(
                                        outer, Outer::unflatten, List.of(a, a), List.of(b, b, c)))
                .withMessage("unflatten: more tensors were given than there are places for");
    }
}
