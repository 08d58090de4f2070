package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.ops.ReductionOps;
import org.higher.internal.tape.BackwardPass;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.higher.tensor.Tensor;

/**
 * Equations F(w, η) = 0 as they were recorded at a solution w.
 *
 * <p>All products with their Jacobian are computed here, by reverse mode over what was recorded.
 */
final class Equations {
    static final Handles<Tensor> TENSORS = Handles.of(Tensor.class);

    private final List<Tensor> unknowns;
    private final List<Tensor> residuals;
    private final List<Node> captured;
    private final double damping;
    private final Set<Node> ends;

    /**
     * Equations at a solution.
     *
     * @param unknowns w: leaves
     * @param residuals F: for each unknown one tensor of its shape and tasks
     * @param captured η: the nodes that the residuals are functions of, besides the unknowns
     * @param damping what is added to the diagonal of the Jacobian by the unknowns
     */
    Equations(List<Tensor> unknowns, List<Tensor> residuals, List<Node> captured, double damping) {
        this.unknowns = List.copyOf(unknowns);
        this.residuals = List.copyOf(residuals);
        this.captured = List.copyOf(captured);
        this.damping = damping;
        this.ends = identitySet(nodes(unknowns));
        this.ends.addAll(captured);
    }

    List<Tensor> unknowns() {
        return unknowns;
    }

    List<Node> captured() {
        return captured;
    }

    /** The nodes of the unknowns, and the captured ones. */
    List<Node> all() {
        List<Node> all = new ArrayList<>(nodes(unknowns));
        all.addAll(captured);
        return all;
    }

    double damping() {
        return damping;
    }

    /** (∂F/∂w)ᵀ v, without damping; recorded if asked for. */
    Vector transposedProduct(Vector v, boolean recorded) {
        return Vector.filled(pull(v, nodes(unknowns), recorded), unknowns);
    }

    /** (∂F/∂η)ᵀ v for some of the captured nodes; empty where there is no influence. */
    List<Optional<Tensor>> capturedProduct(Vector v, List<Node> asked, boolean recorded) {
        return pull(v, asked, recorded);
    }

    private List<Optional<Tensor>> pull(Vector v, List<Node> targets, boolean recorded) {
        return pull(residuals, v.parts(), targets, ends, recorded);
    }

    /**
     * A vector-Jacobian product.
     *
     * @param outputs what is differentiated; constants have no influence
     * @param seeds one for each output
     * @param targets by what it is differentiated
     * @param ends below which nothing is looked at
     * @param recorded whether the product can be differentiated again
     */
    static List<Optional<Tensor>> pull(
            List<Tensor> outputs,
            List<Tensor> seeds,
            List<Node> targets,
            Set<Node> ends,
            boolean recorded) {
        Map<Node, Value> found =
                Recording.with(
                        recorded,
                        () ->
                                BackwardPass.to(
                                        identitySet(targets),
                                        ends,
                                        values(outputs),
                                        values(seeds),
                                        ReductionOps::sumTo));
        return targets.stream()
                .map(target -> Optional.ofNullable(found.get(target)).map(TENSORS::handle))
                .toList();
    }

    static List<Value> values(List<Tensor> tensors) {
        return tensors.stream().map(TENSORS::value).toList();
    }

    /** The nodes of those tensors that have one. */
    static List<Node> nodes(List<Tensor> tensors) {
        List<Node> nodes = new ArrayList<>(tensors.size());
        for (Tensor tensor : tensors) {
            Node node = TENSORS.value(tensor).node();
            if (node != null) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    static Set<Node> identitySet(Collection<Node> nodes) {
        Set<Node> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(nodes);
        return set;
    }
}
