package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.text.ClassSource;

/**
 * A place in a method where something is named.
 *
 * @param source that of the class that declares the method
 * @param around the name, and all that it is in, inside out
 */
record Use(ClassSource source, ExecutableElement method, List<Tree> around) {
    Tree name() {
        return around.get(0);
    }

    /** Whether a name is only written, as {@code x} is in {@code x = 1}. */
    boolean isAssigned() {
        int i = 1;
        while (around.get(i) instanceof ParenthesizedTree) {
            i++;
        }
        return around.get(i) instanceof AssignmentTree a
                && ClassSource.bare(a.getVariable()) == name();
    }

    /** Whether it is that of a method that is called. */
    boolean isCalled() {
        return around.get(1) instanceof MethodInvocationTree call
                && call.getMethodSelect() == name();
    }
}
