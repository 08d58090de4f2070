package org.higher.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.higher.internal.Arguments;
import org.higher.internal.JointChecks;
import org.higher.internal.LineSearch;
import org.higher.internal.Move;
import org.higher.internal.UpdateChecks;
import org.higher.internal.heap.Allocation;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/**
 * An optimizer: applies an update rule to parameters, in place, by the gradients that {@code
 * backward()} has left in them.
 *
 * <pre>{@code
 * Optimizer<Adam> outer = Optimizer.of(net.parameters(), new Adam(1e-3));
 * loss.backward();
 * outer.step();
 * outer.zeroGrad();
 * }</pre>
 *
 * <p>Its steps are not recorded on the tape; {@link Optimizers#differentiable} makes a {@link
 * DifferentiableOptimizer} of it, whose steps are. Not safe for use by several threads.
 *
 * @param <R> the update rule
 */
public final class Optimizer<R extends UpdateRule<?>> {
    private static final Allocation UPDATE = new Allocation("updating %,d parameters");

    private List<ParamGroup<R>> groups;
    private final List<List<Optional<Object>>> states = new ArrayList<>();
    private int steps;

    private Optimizer(List<ParamGroup<R>> groups) {
        this.groups = List.copyOf(groups);
        checkParams();
        checkRules();
        for (ParamGroup<R> group : groups) {
            states.add(new ArrayList<>(Collections.nCopies(group.slots(), empty())));
        }
    }

    /**
     * One group.
     *
     * @throws IllegalArgumentException if there is no parameter, one is given twice, or one is not
     *     a leaf
     */
    public static <R extends UpdateRule<?>> Optimizer<R> of(List<Tensor> params, R rule) {
        return Optimizer.<R>builder().group(params, rule).build();
    }

    /** As {@link #of}, of groups, also with links of a chain, whose code is asked for. */
    static <R extends UpdateRule<?>> Optimizer<R> ofGroups(List<ParamGroup<R>> groups) {
        return new Optimizer<>(groups);
    }

    /** Several groups, each with an instance of the rule for its settings. */
    public static <R extends UpdateRule<?>> Builder<R> builder() {
        return new Builder<>();
    }

    /** Collects the groups of an optimizer. */
    public static final class Builder<R extends UpdateRule<?>> {
        private final List<ParamGroup<R>> groups = new ArrayList<>();

        private Builder() {}

        public Builder<R> group(List<Tensor> params, R rule) {
            groups.add(ParamGroup.of(params, rule));
            return this;
        }

        /**
         * The optimizer.
         *
         * @throws IllegalArgumentException if there is no parameter, one is given twice, one is not
         *     a leaf, the groups' rules differ in class, or they are links of a chain
         */
        public Optimizer<R> build() {
            for (ParamGroup<R> group : groups) {
                check(
                        !(group.rule() instanceof GradientTransform),
                        "Optimizer: %s transforms gradients, and moves no weight; give it to"
                                + " Chain.of(...), and the chain to the optimizer",
                        group.rule());
            }
            return new Optimizer<>(groups);
        }
    }

    /** The groups, in the order in which they were given. */
    public List<ParamGroup<R>> groups() {
        return groups;
    }

    /** The class of the groups' rules. */
    @SuppressWarnings("unchecked") // checkRules: every rule, an R, has this class
    public Class<R> ruleType() {
        return (Class<R>) groups.get(0).rule().getClass();
    }

    /**
     * One update of every parameter that has a gradient; the others are left alone.
     *
     * @throws IllegalStateException if none has: no {@code backward()} has reached them
     */
    public void step() {
        List<Optional<Tensor>> gradients = params().stream().map(Tensor::grad).toList();
        if (gradients.stream().noneMatch(Optional::isPresent)) {
            throw new IllegalStateException(unreached());
        }
        update(gradients);
    }

    private String unreached() {
        List<Tensor> params = params();
        long constants = params.stream().filter(p -> !p.requiresGrad()).count();
        String fact =
                constants == params.size()
                        ? "none requires one: make what is to be learned with Tensor.parameter(...)"
                        : "call backward() on a loss that depends on them; an inner loop adapts"
                                + " copies of a model's weights: open it with"
                                + " copyInitialWeights(false), and not as UNTRACKED, for gradients"
                                + " of the model's own";
        return String.format(
                "step: none of the %d parameters has a gradient; %s", params.size(), fact);
    }

    /**
     * One update by gradients that were computed elsewhere, say summed over tasks.
     *
     * @param gradients one for each parameter, group after group
     * @throws IllegalArgumentException if there are more or fewer, or one has another shape than
     *     its parameter, or a value for each task where its parameter has one for all
     */
    public void step(List<Tensor> gradients) {
        List<Tensor> params = params();
        Arguments.nonNull("step", gradients, "list of gradients");
        check(
                gradients.size() == params.size(),
                "step: %d gradients for %d parameters",
                gradients.size(),
                params.size());
        for (int i = 0; i < params.size(); i++) {
            UpdateChecks.gradient(i, params.get(i), gradients.get(i));
        }
        update(gradients.stream().map(Optional::of).toList());
    }

    /**
     * One update with a line search: along the rule's step, as far as the loss falls.
     *
     * <p>Backtracking: the whole step, half of it, a quarter, until the loss has fallen by a ten
     * thousandth of what its slope promises (Nocedal and Wright 2006, <i>Numerical
     * optimization</i>, algorithm 3.1). A step that leads uphill, as momentum may, is taken whole.
     * If not even 2⁻²⁰ of it lowers the loss, which is then at a minimum up to rounding, parameters
     * and state stay as they are. Gradients that {@code backward()} has left are not looked at, and
     * stay.
     *
     * @param loss computes a scalar of the parameters, and may take gradients, as an inner loop
     *     does; it is called for each length that is tried, and has to compute the same each time
     * @return the loss before the update
     * @throws IllegalArgumentException if the loss is no scalar
     * @throws IllegalStateException if it depends on none of the parameters, or is not finite there
     */
    public Tensor lineSearchStep(Supplier<Tensor> loss) {
        Arguments.nonNull("lineSearchStep", loss, "loss");
        Tensor computed = Arguments.nonNull("lineSearchStep", loss.get(), "loss");
        List<Optional<Tensor>> gradients =
                Grad.of(computed).partial(params()).with(params()).toList();
        Tensor before = computed.detach();
        if (gradients.stream().noneMatch(Optional::isPresent)) {
            throw new IllegalStateException(unreached());
        }
        List<Update> updates = computed(gradients);
        List<Move> moves = updates.stream().flatMap(u -> u.moves().stream()).toList();
        if (LineSearch.along(moves, before.item(), loss)) {
            updates.forEach(this::remember);
            steps++;
        }
        return before;
    }

    /** All or nothing: a rule that throws leaves parameters and states as they were. */
    private void update(List<Optional<Tensor>> gradients) {
        computed(gradients)
                .forEach(
                        update -> {
                            update.moves().forEach(move -> move.by(1));
                            remember(update);
                        });
        steps++;
    }

    private List<Update> computed(List<Optional<Tensor>> gradients) {
        try {
            return NoGrad.get(() -> updates(gradients));
        } catch (OutOfMemoryError full) {
            throw UPDATE.failed(gradients.size(), full);
        }
    }

    private void remember(Update update) {
        states.get(update.group()).set(update.slot(), Optional.of(update.state()));
    }

    private List<Update> updates(List<Optional<Tensor>> gradients) {
        List<Update> updates = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < groups.size(); i++) {
            int size = groups.get(i).params().size();
            List<Optional<Tensor>> own = gradients.subList(next, next + size);
            next += size;
            if (groups.get(i).isJoint()) {
                updateJointly(i, own).ifPresent(updates::add);
                continue;
            }
            for (int j = 0; j < size; j++) {
                if (own.get(j).isPresent()) {
                    updates.add(update(i, j, own.get(j).get()));
                }
            }
        }
        return updates;
    }

    private Update update(int group, int index, Tensor gradient) {
        Tensor p = groups.get(group).params().get(index);
        Tensor value = p.detach(); // a state may keep it, and p is about to change
        UpdateRule<Object> rule = rule(group);
        Object state = states.get(group).get(index).orElseGet(() -> rule.init(value));
        Tensor g = gradient.detach();
        Step<Object> step = rule.update(value, g, state);
        UpdateChecks.value(group, index, p, step.value());
        return new Update(group, index, List.of(new Move(p, g, value, step.value())), step.state());
    }

    /** All parameters at a time; those without a gradient are left alone. */
    private Optional<Update> updateJointly(int group, List<Optional<Tensor>> gradients) {
        if (gradients.stream().noneMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<Tensor> p = groups.get(group).params().stream().map(Tensor::detach).toList();
        List<Tensor> g = new ArrayList<>();
        for (int j = 0; j < p.size(); j++) {
            g.add(gradients.get(j).map(Tensor::detach).orElseGet(p.get(j)::zerosLike));
        }
        JointChecks.alike(p, rule(group));
        JointRule<Object> rule = (JointRule<Object>) rule(group);
        Object state = states.get(group).get(0).orElseGet(() -> rule.init(p));
        JointStep<Object> step = rule.update(p, List.copyOf(g), state);
        JointChecks.count(step.values().size(), p, rule);
        List<Move> moves = new ArrayList<>();
        for (int j = 0; j < p.size(); j++) {
            Tensor value = step.values().get(j);
            Tensor own = groups.get(group).params().get(j);
            UpdateChecks.value(group, j, own, value);
            if (gradients.get(j).isPresent()) {
                moves.add(new Move(own, g.get(j), p.get(j), value));
            }
        }
        return Optional.of(new Update(group, 0, moves, step.state()));
    }

    /**
     * What parameters and a state are about to become.
     *
     * @param slot of the state in its group
     */
    private record Update(int group, int slot, List<Move> moves, Object state) {}

    /** All parameters, group after group. */
    List<Tensor> params() {
        return groups.stream().flatMap(group -> group.params().stream()).toList();
    }

    /** Drops the gradients of all parameters. */
    public void zeroGrad() {
        params().forEach(Tensor::zeroGrad);
    }

    /** What the optimizer remembers now. */
    public OptimizerState state() {
        return OptimizerState.of(states).withSteps(steps);
    }

    /**
     * Goes on from a snapshot.
     *
     * @throws IllegalArgumentException if it is of another rule, of other groups, or of parameters
     *     of other shapes or element types
     */
    public void restore(OptimizerState state) {
        Arguments.nonNull("restore", state, "state of an optimizer");
        StateFit.exactly("restore").check(state, groups);
        for (int i = 0; i < groups.size(); i++) {
            states.set(i, new ArrayList<>(state.groups().get(i)));
        }
        steps = state.steps();
    }

    /** Goes on with other rules, one for each group. */
    void adopt(List<R> rules) {
        List<ParamGroup<R>> adopted = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            adopted.add(groups.get(i).withRule(rules.get(i)));
        }
        groups = List.copyOf(adopted);
    }

    @SuppressWarnings("unchecked") // a rule is given nothing but the states that it has made
    private UpdateRule<Object> rule(int group) {
        return (UpdateRule<Object>) groups.get(group).rule();
    }

    private static Optional<Object> empty() {
        return Optional.empty();
    }

    private void checkParams() {
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < groups.size(); i++) {
            List<Tensor> params = groups.get(i).params();
            for (int j = 0; j < params.size(); j++) {
                Tensor p = params.get(j);
                String shape = Arrays.toString(p.shape());
                check(
                        p.isLeaf(),
                        "Optimizer: group %d, parameter %d, %s, is the result of an operation;"
                                + " only leaves can be updated in place",
                        i,
                        j,
                        shape);
                check(
                        seen.add(p),
                        "Optimizer: group %d, parameter %d, %s, was given before; a parameter"
                                + " belongs to one group, once",
                        i,
                        j,
                        shape);
            }
        }
        check(!seen.isEmpty(), "Optimizer: no parameters");
    }

    private void checkRules() {
        for (int i = 1; i < groups.size(); i++) {
            check(
                    groups.get(i).rule().getClass() == ruleType(),
                    "Optimizer: group %d has a %s, group 0 a %s; one optimizer has one kind of"
                            + " rule",
                    i,
                    groups.get(i).rule().getClass().getName(),
                    ruleType().getName());
        }
    }

    private static void check(boolean fact, String message, Object... args) {
        if (!fact) {
            throw new IllegalArgumentException(String.format(message, args));
        }
    }
}
