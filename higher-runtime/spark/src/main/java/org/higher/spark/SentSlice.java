package org.higher.spark;

import java.util.ArrayList;
import java.util.List;

/** Tasks that the driver has sent. */
record SentSlice(int[] positions, ArrayList<?> sent) implements Slice<Object> {
    private static final long serialVersionUID = 1;

    @Override
    public List<Object> tasks() {
        return new ArrayList<>(sent);
    }
}
