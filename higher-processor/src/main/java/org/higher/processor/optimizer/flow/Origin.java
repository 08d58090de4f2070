package org.higher.processor.optimizer.flow;

import com.sun.source.tree.Tree;

/**
 * Where a number or a text was read from a tensor.
 *
 * @param text whether it is a text now, which does harm only when a number is parsed from it
 */
record Origin(Tree at, boolean text) {
    Origin asText() {
        return new Origin(at, true);
    }

    Origin asNumber() {
        return new Origin(at, false);
    }
}
