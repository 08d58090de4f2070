package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.tape.JointOp;
import org.higher.internal.tape.JointOpRule;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.TangentScope;
import org.higher.internal.tape.Value;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The solution of equations as a function of what they have captured.
 *
 * <p>By the implicit function theorem, a gradient φ̄ of the solution becomes -(∂F/∂η)ᵀ u, where u
 * solves (∂F/∂w)ᵀ u = φ̄. Where that is recorded, u is in turn the solution of these equations,
 * which have captured φ̄, w and η: so higher derivatives are exact, too.
 */
public final class ImplicitSolution implements JointOpRule {
    private final Equations equations;
    private final Solver solver;

    /** Set before anybody can ask for gradients. */
    private List<Tensor> solution = List.of();

    private ImplicitSolution(Equations equations, Solver solver) {
        this.equations = equations;
        this.solver = solver;
    }

    /**
     * Tensors of the values of the unknowns, on the tape.
     *
     * @param unknowns leaves from which the residuals were computed
     * @param residuals for each unknown one tensor like it
     * @param damping what is added to the diagonal of the Jacobian
     * @return empty if the residuals depend on nothing but the unknowns
     */
    public static Optional<List<Tensor>> of(
            List<Tensor> unknowns, List<Tensor> residuals, double damping, Solver solver) {
        ForwardTangents.check(Equations.values(residuals));
        List<Node> captured = new CapturedNodes(residuals, Equations.nodes(unknowns)).nodes();
        if (captured.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(of(new Equations(unknowns, residuals, captured, damping), solver));
    }

    private static List<Tensor> of(Equations equations, Solver solver) {
        ImplicitSolution rule = new ImplicitSolution(equations, solver);
        JointOp op = JointOp.jointOp("implicit", rule);
        List<Node> captured = equations.captured();
        for (int i = 0; i < captured.size(); i++) {
            op.wrt(Substitution.standIn(captured.get(i)), i);
        }
        List<Value> unknowns = Equations.values(equations.unknowns());
        for (int i = 0; i < unknowns.size(); i++) {
            Value w = unknowns.get(i);
            op.value(w.data(), i, w.tasks(), w.isNumber());
        }
        rule.solution = op.record().stream().map(Equations.TENSORS::handle).toList();
        return rule.solution;
    }

    @Override
    public int values() {
        return equations.unknowns().size();
    }

    @Override
    public int arguments() {
        return equations.captured().size();
    }

    /** Never called: nothing with a tangent is put on the tape here. */
    @Override
    public @Nullable Value[] jvp(@Nullable Value[] tangents, List<Value> values) {
        throw ForwardTangents.refused();
    }

    @Override
    public @Nullable Value[] vjp(@Nullable Value[] gradients, boolean[] wanted) {
        ForwardTangents.check(Arrays.asList(gradients));
        List<Optional<Tensor>> given = new ArrayList<>();
        for (Value gradient : gradients) {
            given.add(Optional.ofNullable(gradient).map(Equations.TENSORS::handle));
        }
        Vector right = Vector.filled(given, equations.unknowns());
        if (TangentScope.active() != null) { // derivatives of one's own may have captured more
            ForwardTangents.check(
                    Equations.values(equations.transposedProduct(right, false).parts()));
        }
        List<Node> asked = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i]) {
                asked.add(equations.captured().get(i));
            }
        }
        List<Optional<Tensor>> found =
                Recording.isOn() ? recorded(right, asked) : plain(right, asked);
        return Substitution.placed(found, wanted);
    }

    private List<Optional<Tensor>> plain(Vector right, List<Node> asked) {
        Vector u = solver.solve(equations, right);
        return negated(equations.capturedProduct(u, asked, false));
    }

    private List<Optional<Tensor>> recorded(Vector right, List<Node> asked) {
        Vector u = new Vector(of(adjoint(right), solver));
        List<Optional<Tensor>> found = negated(equations.capturedProduct(u, asked, true));
        Substitution.Inputs inputs = new Substitution.Inputs();
        for (int i = 0; i < solution.size(); i++) {
            inputs.put(equations.unknowns().get(i), solution.get(i));
        }
        equations.captured().forEach(inputs::keep);
        Equations.nodes(right.parts()).forEach(inputs::keep);
        return Substitution.of(found, inputs);
    }

    /** The equations that u solves, at their solution. */
    private Equations adjoint(Vector right) {
        Vector value = solver.solve(equations, right);
        Vector u = new Vector(value.parts().stream().map(Tensor::parameter).toList());
        Vector product = equations.transposedProduct(u, true);
        if (equations.damping() != 0) {
            product = product.plus(equations.damping(), u);
        }
        Vector residual = product.plus(-1, right);
        Set<Node> known = new LinkedHashSet<>(equations.all());
        known.addAll(Equations.nodes(right.parts()));
        List<Node> arguments = new ArrayList<>(known);
        arguments.addAll(Equations.nodes(u.parts()));
        known.addAll(new CapturedNodes(residual.parts(), arguments).nodes());
        return new Equations(u.parts(), residual.parts(), List.copyOf(known), 0);
    }

    private static List<Optional<Tensor>> negated(List<Optional<Tensor>> gradients) {
        return gradients.stream().map(gradient -> gradient.map(Tensor::neg)).toList();
    }
}
