package org.higher.optim.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.higher.internal.JointChecks;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/** What the links of a chain do one after the other, plain or lifted. */
final class BoundChain implements JointRule<Chain.State> {
    private final List<Chain.Part> parts;
    private final List<? extends UpdateRule<?>> code;

    /**
     * The links of a chain.
     *
     * @param code what each computes: the rules themselves, or their differentiable versions
     */
    BoundChain(List<Chain.Part> parts, List<? extends UpdateRule<?>> code) {
        this.parts = parts;
        this.code = code;
    }

    @Override
    public Chain.State init(List<Tensor> p) {
        List<Chain.LinkState> links = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<Tensor> own = at(p, members(i, p));
            List<Object> states =
                    code.get(i) instanceof JointRule<?> joint
                            ? own.isEmpty() ? List.of() : List.of(joint.init(own))
                            : own.stream().<Object>map(code.get(i)::init).toList();
            links.add(new Chain.LinkState(name(i), states));
        }
        return new Chain.State(links);
    }

    @Override
    public JointStep<Chain.State> update(List<Tensor> p, List<Tensor> g, Chain.State state) {
        checkLinks(state);
        for (int i = 0; i < parts.size(); i++) {
            checkCount(i, state.links().get(i).states().size(), p);
        }
        List<Tensor> gradients = new ArrayList<>(g);
        List<Tensor> weights = new ArrayList<>(p);
        List<Chain.LinkState> links = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            int[] members = members(i, p);
            List<Object> states = state.links().get(i).states();
            JointStep<List<Object>> step = step(i, at(p, members), at(gradients, members), states);
            List<Tensor> changed = Chain.isTransform(parts.get(i)) ? gradients : weights;
            for (int k = 0; k < members.length; k++) {
                changed.set(members[k], checked(i, step.values().get(k), p.get(members[k])));
            }
            links.add(new Chain.LinkState(name(i), step.state()));
        }
        if (Chain.isTransform(parts.get(parts.size() - 1))) {
            for (int j = 0; j < weights.size(); j++) {
                weights.set(j, p.get(j).sub(gradients.get(j)));
            }
        }
        return new JointStep<>(weights, new Chain.State(links));
    }

    private JointStep<List<Object>> step(
            int link, List<Tensor> p, List<Tensor> g, List<Object> states) {
        if (p.isEmpty()) {
            return new JointStep<>(List.of(), states);
        }
        UpdateRule<Object> rule = rule(link);
        if (rule instanceof JointRule<Object> joint) {
            JointStep<Object> step = joint.update(p, g, states.get(0));
            JointChecks.count(step.values().size(), p, parts.get(link).rule());
            return new JointStep<>(step.values(), List.of(step.state()));
        }
        List<Tensor> values = new ArrayList<>();
        List<Object> after = new ArrayList<>();
        for (int k = 0; k < p.size(); k++) {
            Step<Object> step = rule.update(p.get(k), g.get(k), states.get(k));
            values.add(step.value());
            after.add(step.state());
        }
        return new JointStep<>(values, after);
    }

    @SuppressWarnings("unchecked") // a link is given nothing but the states that it has made
    private UpdateRule<Object> rule(int link) {
        return (UpdateRule<Object>) code.get(link);
    }

    /** The places of the parameters that a link is for. */
    private int[] members(int link, List<Tensor> p) {
        return IntStream.range(0, p.size())
                .filter(j -> parts.get(link).mask().test(j, p.get(j)))
                .toArray();
    }

    private static List<Tensor> at(List<Tensor> tensors, int... places) {
        return Arrays.stream(places).mapToObj(tensors::get).toList();
    }

    private String name(int link) {
        return Chain.name(parts.get(link).rule().getClass());
    }

    private Tensor checked(int link, Tensor value, Tensor p) {
        if (!Arrays.equals(value.shape(), p.shape())) {
            throw new IllegalArgumentException(
                    String.format(
                            "Chain: link %d, %s, made %s of a gradient %s; hyperparameters and"
                                    + " states must broadcast to its shape",
                            link,
                            parts.get(link).rule(),
                            Arrays.toString(value.shape()),
                            Arrays.toString(p.shape())));
        }
        return value;
    }

    private void checkLinks(Chain.State state) {
        List<String> own = IntStream.range(0, parts.size()).mapToObj(this::name).toList();
        List<String> given = state.links().stream().map(Chain.LinkState::link).toList();
        if (!own.equals(given)) {
            throw new IllegalArgumentException(
                    "Chain: the state is of links "
                            + given
                            + ", the chain has "
                            + own
                            + "; go on with the state of such a chain, or without one");
        }
    }

    private void checkCount(int link, int states, List<Tensor> p) {
        int members = members(link, p).length;
        boolean together = code.get(link) instanceof JointRule;
        if (states != (together ? Math.min(1, members) : members)) {
            throw new IllegalArgumentException(
                    String.format(
                            "Chain: %d states of link %d, %s, which is for %d of %d parameters; go"
                                    + " on with the state of a chain of the same masks and"
                                    + " parameters, or without one",
                            states, link, parts.get(link).rule(), members, p.size()));
        }
    }
}
