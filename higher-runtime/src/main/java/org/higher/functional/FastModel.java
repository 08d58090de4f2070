package org.higher.functional;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.higher.array.Device;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model whose weights can be replaced, each time by tensors that remember how they were computed.
 *
 * <pre>{@code
 * try (var fast = Patch.monkeypatch(FunctionalNet.of(net))) {
 *     Tensor loss = Losses.mse(fast.model().forward(x), y);
 *     List<Tensor> g = Grad.of(loss).createGraph().with(fast.weights()).orZeros();
 *     fast.update(descend(fast.weights(), g));
 *     Losses.mse(fast.model().forward(x), y); // depends on the initial weights, through g
 * }
 * }</pre>
 *
 * <p>The weights are called fast; the list of all that there were is the <em>history</em>. Buffers
 * are carried from one entry to the next by value: no gradient flows through them, and they have no
 * history. Configuration, such as a training flag, is read from the source model whenever {@link
 * #model()} is called.
 *
 * <p>A fast model belongs to the thread that made it. Made by {@link Patch}.
 *
 * @param <P> the typed tree of the model's parameters
 * @param <B> the model's code over given parameters
 */
public final class FastModel<P extends ParamTree, B extends BoundModule> implements AutoCloseable {
    private final Thread owner = Thread.currentThread();
    private final FunctionalModule<P, B> module;

    /** Where buffers go; empty for where they are. */
    private final Optional<Device> device;

    /** The source model's tree: where each weight belongs, and the buffers to begin with. */
    private TreeStructure<P> structure;

    private final WeightHistory history;
    private boolean closed;

    /** The newest weights in the model's tree; null once they are bound, and once closed. */
    private @Nullable P unbound;

    /** Null until the model is asked for, and once closed. */
    private @Nullable B bound;

    FastModel(FunctionalModule<P, B> module, boolean tracking, Optional<Device> device) {
        this.module = module;
        this.device = device;
        this.structure = placed(module.params());
        this.history = new WeightHistory(tracking);
    }

    /** The model that this was made from. */
    public FunctionalModule<P, B> source() {
        return module;
    }

    // running it

    /**
     * The model with the newest weights.
     *
     * <p>Ask again after each update, and after a change of the source model's configuration, say
     * by {@code eval()}: what was returned before keeps its weights and its configuration.
     *
     * @throws IllegalStateException if there are no weights yet
     */
    public B model() {
        B fresh = module.bind(tree(newest()));
        B latest = bound;
        if (latest == null || !SameConfiguration.same(latest, fresh)) {
            bound = fresh;
            unbound = null;
            return fresh;
        }
        return latest;
    }

    /** As {@link #update(ParamTree)}, and then {@link #model()}: runs with weights of one's own. */
    public B model(P weights) {
        update(weights);
        return model();
    }

    /** As {@link #update(List)}, and then {@link #model()}: runs with weights of one's own. */
    public B model(List<Tensor> weights) {
        update(weights);
        return model();
    }

    // looking at it

    /** The newest weights in the order of the model's parameters, each distinct one once. */
    public List<Tensor> weights() {
        return newest();
    }

    /** The newest weights, and the buffers as forward passes have left them. */
    public P params() {
        return tree(newest());
    }

    /**
     * The weights after a number of updates; gradients can be taken with respect to them.
     *
     * @param time 0 for the initial weights; negative counts from the newest, which is -1. Without
     *     tracking, 0 and -1 both mean the newest
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public P params(int time) {
        newest();
        return tree(history.at(time));
    }

    /**
     * The first entry of the history.
     *
     * @throws IllegalStateException without tracking, when it is not kept
     */
    public P initialParams() {
        newest();
        if (!history.isTracking()) {
            throw new IllegalStateException(
                    "initialParams: an untracked model does not keep its initial weights; switch"
                            + " tracking on");
        }
        return params(0);
    }

    /** The number of updates that {@link #params(int)} can go back. */
    public int time() {
        newest();
        return history.time();
    }

    /**
     * The newest weights by their dotted path, such as {@code layers.0.weight}.
     *
     * <p>A tied weight is listed once, under its first path.
     */
    public Map<String, Tensor> namedParameters() {
        Iterator<Tensor> weights = newest().iterator();
        Map<String, Tensor> named = new LinkedHashMap<>();
        Params.named(structure.tree()).keySet().forEach(path -> named.put(path, weights.next()));
        return named;
    }

    /** The buffers by their dotted path, as forward passes have left them. */
    public Map<String, Tensor> buffers() {
        check();
        return Params.buffers(current());
    }

    // changing it

    /**
     * Replaces all weights: the new ones are the newest entry of the history.
     *
     * @param weights in the order of {@link #weights()}
     * @return the new weights with the present buffers
     * @throws IllegalArgumentException if there are more or fewer than the model has, or one has
     *     another shape
     */
    public P update(List<Tensor> weights) {
        check();
        return go(WeightChanges.of(structure, weights));
    }

    private P go(List<Tensor> weights) {
        P params = tree(weights);
        unbound = params;
        bound = null;
        history.add(weights);
        return params;
    }

    /**
     * Replaces all weights by those of a tree; its buffers are not used.
     *
     * @throws IllegalArgumentException if it is of another structure, one of its tensors has
     *     another shape, or two tensors are given for one tied weight
     */
    public P update(P params) {
        check();
        return go(WeightChanges.of(structure, params));
    }

    /**
     * Replaces one weight, as an update: the others stay the same tensors.
     *
     * <p>A tied weight is replaced wherever it occurs, whichever of its paths is named.
     *
     * @param path the weight's place in the model, such as {@code hidden.weight}
     * @throws IllegalArgumentException if no weight is there, or it has another shape
     */
    public P replace(String path, Tensor weight) {
        WeightChanges.given("replace", weight);
        return go(WeightChanges.replaced(structure, newest(), path, weight));
    }

    /** Whether every update is kept. */
    public boolean tracking() {
        return history.isTracking();
    }

    /**
     * Keeps every update from now on, or only the newest weights.
     *
     * <p>This is about the history alone; what is on the tape is for whoever computes the weights
     * to say. Switching off is also {@link #forget()}.
     */
    public void tracking(boolean on) {
        check();
        history.track(on);
    }

    /** Lets go of all entries but the newest, which becomes time 0. */
    public void forget() {
        check();
        history.forget();
    }

    /** Lets go of all entries but the first and the newest; {@link #time()} stays. */
    public void forgetBetween() {
        check();
        history.forgetBetween();
    }

    /** Whether {@link #params(int)} has the weights of a time from 0 on. */
    public boolean keeps(int time) {
        check();
        return history.has(time);
    }

    /**
     * Truncation: cuts the newest weights from the graph that computed them.
     *
     * <p>In the history they are replaced by leaves of the same values. Nothing that is computed
     * from now on has a gradient with respect to earlier entries, or to what these were made from.
     * The earlier entries stay, and with them their graph, until {@link #forget()}.
     */
    public void detach() {
        List<Tensor> cut = newest().stream().map(Params::leaf).toList();
        unbound = tree(cut);
        bound = null;
        history.replaceNewest(cut);
    }

    /**
     * Writes the buffers, as forward passes have left them, into the source model.
     *
     * <p>Where each task has its own, the mean over the tasks is written. Of several fast models of
     * one model, the last to do so wins.
     *
     * @throws IllegalStateException if a buffer of the model is on the tape
     */
    public void writeBuffers() {
        Map<String, Tensor> now = buffers();
        Params.buffers(module.params())
                .forEach(
                        (path, buffer) -> {
                            Tensor value = Objects.requireNonNull(now.get(path), path).detach();
                            Tensor one = value.taskCount() == 0 ? value : value.meanOfTasks();
                            buffer.assign(one.to(buffer.device()));
                        });
    }

    /** Goes on with the buffers of a tree. */
    void takeBuffers(P from) {
        check();
        structure = placed(Params.withBuffers(structure.tree(), from));
        if (!history.isEmpty()) {
            unbound = Params.withBuffers(tree(newest()), structure.tree());
            bound = null;
        }
    }

    /**
     * Lets go of the weights, their history and the graph between them.
     *
     * <p>Losses computed before stay usable for as long as they are held. Closing twice is
     * harmless; any other call afterwards is an error.
     */
    @Override
    public void close() {
        closed = true;
        history.clear();
        unbound = null;
        bound = null;
    }

    private List<Tensor> newest() {
        check();
        return history.newest();
    }

    /** Weights in the model's tree, beside the buffers as they are now. */
    private P tree(List<Tensor> weights) {
        return structure.with(weights, current());
    }

    /** The tree that has the buffers as they are now. */
    private ParamTree current() {
        B latest = bound;
        if (latest != null) {
            return latest.params();
        }
        return Objects.requireNonNullElse(unbound, structure.tree());
    }

    private TreeStructure<P> placed(P tree) {
        return TreeStructure.of(
                Params.mapBuffers(
                        tree, buffer -> device.map(buffer.detach()::to).orElse(buffer.detach())));
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException(
                    "the fast model is closed; use it inside its try block");
        }
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "the fast model belongs to thread "
                            + owner.getName()
                            + " and was called from "
                            + Thread.currentThread().getName()
                            + "; make one in each thread");
        }
    }
}
