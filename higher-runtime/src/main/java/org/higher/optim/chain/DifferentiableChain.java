package org.higher.optim.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.optim.Key;
import org.higher.optim.ParamGroup;
import org.higher.optim.Settings;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.AbstractDifferentiableOptimizer;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/**
 * {@link Chain} with tensors for the hyperparameters of its links, so that gradients flow to them.
 *
 * <p>What each link computes is its own generated version.
 */
public final class DifferentiableChain extends AbstractDifferentiableOptimizer<Chain, Chain.State> {
    static {
        register(Chain.class, DifferentiableChain::new);
    }

    /** By {@link Chain#name}. */
    private final Map<String, DifferentiableLink<?, ?>> codes;

    /** The differentiable version of an optimizer. */
    public DifferentiableChain(Settings<Chain> settings) {
        this(settings, DifferentiableLink.of(settings.optimizer().groups()));
    }

    private DifferentiableChain(
            Settings<Chain> settings, Map<String, DifferentiableLink<?, ?>> codes) {
        super(settings, keys(settings.optimizer().groups(), codes));
        this.codes = codes;
    }

    /** Of all links of all groups, each name once. */
    private static List<Key<Chain>> keys(
            List<ParamGroup<Chain>> groups, Map<String, DifferentiableLink<?, ?>> codes) {
        Map<String, Key<Chain>> keys = new LinkedHashMap<>();
        for (ParamGroup<Chain> group : groups) {
            Chain chain = group.rule();
            for (int i = 0; i < chain.parts().size(); i++) {
                for (Key<Chain> key : code(codes, chain, i).keys(chain.which(i))) {
                    keys.putIfAbsent(key.name(), key);
                }
            }
        }
        return List.copyOf(keys.values());
    }

    private static DifferentiableLink<?, ?> code(
            Map<String, DifferentiableLink<?, ?>> codes, Chain chain, int link) {
        String name = Chain.name(chain.parts().get(link).rule().getClass());
        return Objects.requireNonNull(codes.get(name), name);
    }

    @Override
    protected UpdateRule<Chain.State> bind(Chain rule, Hyper<Chain> hyper) {
        List<UpdateRule<?>> bound = new ArrayList<>();
        for (int i = 0; i < rule.parts().size(); i++) {
            UpdateRule<?> link = rule.parts().get(i).rule();
            bound.add(code(codes, rule, i).bind(link, rule.which(i), hyper));
        }
        return new BoundChain(rule.parts(), bound);
    }

    @Override
    protected Chain with(Chain rule, Hyper<Chain> hyper) {
        List<UpdateRule<?>> links = new ArrayList<>();
        for (int i = 0; i < rule.parts().size(); i++) {
            UpdateRule<?> link = rule.parts().get(i).rule();
            links.add(code(codes, rule, i).with(link, rule.which(i), hyper));
        }
        return rule.with(links);
    }

    @Override
    protected void flatten(Chain.State state, Leaves out) {
        for (Chain.LinkState link : state.links()) {
            for (Object own : link.states()) {
                for (Tensor tensor : codeOf(link).tensors(own)) {
                    out.buffer(link.link(), tensor);
                }
            }
        }
    }

    @Override
    protected Chain.State unflatten(Chain.State state, LeafSource in) {
        List<Chain.LinkState> links = new ArrayList<>();
        for (Chain.LinkState link : state.links()) {
            List<Object> states = new ArrayList<>();
            for (Object own : link.states()) {
                List<Tensor> tensors = new ArrayList<>();
                codeOf(link).tensors(own).forEach(old -> tensors.add(in.buffer(old)));
                states.add(codeOf(link).with(own, tensors));
            }
            links.add(new Chain.LinkState(link.link(), states));
        }
        return new Chain.State(links);
    }

    private DifferentiableLink<?, ?> codeOf(Chain.LinkState link) {
        DifferentiableLink<?, ?> code = codes.get(link.link());
        if (code == null) {
            throw new IllegalArgumentException(
                    "Chain: the state is of a link "
                            + link.link()
                            + ", but the chains have "
                            + codes.keySet()
                            + "; go on with the state of such a chain, or without one");
        }
        return code;
    }
}
