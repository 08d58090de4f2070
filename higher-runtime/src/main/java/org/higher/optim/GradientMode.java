package org.higher.optim;

/** The order of gradients through an unroll: what a differentiable step keeps on the tape. */
public enum GradientMode {
    /** Everything: gradients flow through the inner gradients too. The default. */
    SECOND_ORDER,

    /**
     * The update, with the inner gradients as constants.
     *
     * <p>Gradients reach the initial weights and the hyperparameters, without second derivatives of
     * the loss: first-order MAML (Finn et al. 2017, section 5.2).
     */
    FIRST_ORDER,

    /** Nothing: each step's weights are new leaves. For evaluation, with flat memory. */
    UNTRACKED
}
