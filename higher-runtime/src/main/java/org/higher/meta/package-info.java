/**
 * Algorithms of meta-learning, each a class over inner loops and meta-batches.
 *
 * <pre>{@code
 * MetaLearner<FunctionalNet.Bound, Points> maml =
 *         Maml.of(net, (FunctionalNet.Bound model, Points points) ->
 *                         points.mse(model.forward(points.inputs())))
 *                 .innerRate(0.01)
 *                 .build();
 * for (int step = 0; step < 1000; step++) {
 *     maml.metaStep(curves.batch(step, 25));
 * }
 * FunctionalNet.Bound fitted = maml.adapt(support);
 * }</pre>
 *
 * <p><b>How it is put together.</b> A {@link org.higher.meta.MetaLearner} has the model's
 * parameters, the outer optimizer, and the number of its steps. What the algorithms differ in is a
 * {@code Procedure}: the loss of a task by which the outer loop learns, what is learned beside the
 * weights (step sizes, say), and how a finished model adapts. A procedure is a serializable record.
 *
 * <p><b>Where tasks run.</b> A meta-step is one call of a {@link org.higher.TaskRunner}: threads if
 * nothing is said, or a cluster, for which the model is given by a factory and not as it is. With
 * {@code tasksAtOnce}, several tasks of the same shapes run as one, along the task axis.
 *
 * <p><b>Tasks</b> are {@link org.higher.data.Task}s over batches of any type. The user's loss is a
 * function of what adaptation yields (the model with adapted weights, for most algorithms) and a
 * batch; it is used for support and query set alike.
 *
 * <p><b>Buffers</b> of a model, such as running statistics, begin each adaptation as they are in
 * the model, and are not written back. Layers that normalize by the statistics of the batch are
 * what few-shot learning uses. {@link org.higher.meta.MamlPlusPlus} has running statistics of its
 * own for each inner step.
 *
 * <p><b>Names.</b> First-order MAML, ANIL and BOIL are settings of {@link org.higher.meta.Maml}.
 */
@NullMarked
package org.higher.meta;

import org.jspecify.annotations.NullMarked;
