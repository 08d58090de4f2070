package org.higher.optim.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.Arguments;
import org.higher.optim.GradientTransform;
import org.higher.optim.JointRule;
import org.higher.optim.JointStep;
import org.higher.optim.Key;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A chain of update rules: each link transforms the gradients, and the last moves the weights.
 *
 * <pre>{@code
 * Chain clipped = Chain.of(clipByGlobalNorm(1)).then(new Adam(1e-3));
 * Chain adamW = Chain.of(scaleByAdam()).then(decayedWeights(1e-2), Mask.matrices()).then(scale(1e-3));
 * Optimizer<Chain> inner = Optimizer.of(net.parameters(), clipped);
 * }</pre>
 *
 * <p>Links are annotated rules that are {@link GradientTransform}s, those of {@link Transforms} or
 * your own. If the last one is a complete rule, such as {@code Adam}, it moves the weights; else
 * what the last link makes of the gradients is subtracted from them. Groups of one optimizer may
 * have different chains: a body moved by SGD, a head by Adam.
 *
 * <p>As every {@link JointRule}, a chain sees all parameters of its group; those without a gradient
 * have zeros, and are left alone. Its hyperparameters are those of its links, by {@link #key}.
 *
 * <p>Immutable.
 */
public final class Chain implements JointRule<Chain.State> {
    private final List<Part> parts;

    /** A link, and the parameters that it is for. */
    record Part(UpdateRule<?> rule, Mask mask) {}

    /**
     * What is remembered of a group.
     *
     * @param links by link
     */
    public record State(List<LinkState> links) {
        public State {
            links = List.copyOf(links);
        }
    }

    /**
     * What one link remembers.
     *
     * @param link the name of its class without its package
     * @param states one for each parameter that the link is for, or one of all if it is a {@link
     *     JointRule}
     */
    public record LinkState(String link, List<Object> states) {
        public LinkState {
            states = List.copyOf(states);
        }
    }

    private Chain(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Some links, one after the other.
     *
     * @throws IllegalArgumentException if a link before the last is no {@link GradientTransform}
     */
    public static Chain of(UpdateRule<?> first, UpdateRule<?>... more) {
        Chain chain = new Chain(List.of()).then(first);
        for (UpdateRule<?> link : Arguments.nonNull("Chain", more, "list of links")) {
            chain = chain.then(link);
        }
        return chain;
    }

    /** A first link that is for some of the parameters. */
    public static Chain of(UpdateRule<?> first, Mask mask) {
        return new Chain(List.of()).then(first, mask);
    }

    /**
     * This chain and one more link.
     *
     * @throws IllegalArgumentException if the link before it is no {@link GradientTransform}
     */
    public Chain then(UpdateRule<?> link) {
        return then(link, Mask.all());
    }

    /**
     * This chain and one more link, for some of the parameters.
     *
     * <p>Gradients of the others stay as they are; if the link is a complete rule, their weights
     * do.
     *
     * @throws IllegalArgumentException if the link before it is no {@link GradientTransform}
     */
    public Chain then(UpdateRule<?> link, Mask mask) {
        Arguments.nonNull("Chain", link, "link");
        Arguments.nonNull("Chain", mask, "mask");
        if (link instanceof Chain) {
            throw new IllegalArgumentException(
                    "Chain: a chain is no link of another; give its links one by one");
        }
        if (!parts.isEmpty() && !isTransform(parts.get(parts.size() - 1))) {
            throw new IllegalArgumentException(
                    String.format(
                            "Chain: %s moves the weights, so that no link can follow, but %s does;"
                                    + " put it last",
                            parts.get(parts.size() - 1).rule, link));
        }
        List<Part> all = new ArrayList<>(parts);
        all.add(new Part(link, mask));
        return new Chain(all);
    }

    /** The links, in order. */
    public List<UpdateRule<?>> links() {
        List<UpdateRule<?>> links = new ArrayList<>();
        parts.forEach(part -> links.add(part.rule));
        return List.copyOf(links);
    }

    List<Part> parts() {
        return parts;
    }

    static boolean isTransform(Part part) {
        return part.rule instanceof GradientTransform;
    }

    /** This chain with other rules for its links. */
    Chain with(List<UpdateRule<?>> rules) {
        List<Part> other = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            other.add(new Part(rules.get(i), parts.get(i).mask));
        }
        return new Chain(other);
    }

    // keys

    /**
     * The key of a link's hyperparameter, in chains that have such a link.
     *
     * <pre>{@code
     * Overrides.of(Chain.key(DifferentiableClipByGlobalNorm.MAX_NORM), learned)
     * }</pre>
     *
     * <p>Where groups have different chains, it is for those that have the link.
     */
    public static <L extends UpdateRule<?>> Key<Chain> key(Key<L> ofLink) {
        return key(0, ofLink);
    }

    /**
     * As {@link #key(Key)}, where several links are of one class.
     *
     * @param which of them, from 0
     */
    public static <L extends UpdateRule<?>> Key<Chain> key(int which, Key<L> ofLink) {
        Arguments.nonNull("Chain", ofLink, "key of a link's hyperparameter");
        String link = name(ofLink.rule());
        String name = (which == 0 ? link : link + "[" + which + "]") + "." + ofLink.name();
        return new Key<>(
                Chain.class,
                name,
                chain -> chain.find(ofLink.rule(), which).map(ofLink::of).orElse(Double.NaN));
    }

    /** What a link is called in keys and states, which files keep: it may move to a package. */
    static String name(Class<?> link) {
        return link.getSimpleName();
    }

    private <L extends UpdateRule<?>> Optional<L> find(Class<L> link, int which) {
        return parts.stream()
                .filter(part -> part.rule.getClass() == link)
                .skip(which)
                .map(part -> link.cast(part.rule))
                .findFirst();
    }

    /** How many links before one are of its class. */
    int which(int index) {
        Class<?> link = parts.get(index).rule.getClass();
        return (int)
                parts.subList(0, index).stream().filter(p -> p.rule.getClass() == link).count();
    }

    // steps

    @Override
    public State init(List<Tensor> p) {
        return plain().init(p);
    }

    @Override
    public JointStep<State> update(List<Tensor> p, List<Tensor> g, State state) {
        return plain().update(p, g, state);
    }

    private BoundChain plain() {
        return new BoundChain(parts, links());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Chain that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return "Chain" + links();
    }
}
