package org.higher.processor.text;

import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.List;
import org.higher.processor.javac.SourceFile;

/** Constants of enums: to the compiler fields with a creation, most of which nobody wrote. */
public final class EnumConstants {
    private EnumConstants() {}

    /** Whether a tree is the declaration of a constant. */
    public static boolean isConstant(Tree tree, SourceFile file) {
        return tree instanceof VariableTree field
                && field.getInitializer() instanceof NewClassTree creation
                && file.isWritten(field)
                && !file.isWritten(creation.getIdentifier());
    }

    /** What is written of a constant beside its name: arguments, and the members of its body. */
    public static List<Tree> parts(Tree constant) {
        NewClassTree creation = (NewClassTree) ((VariableTree) constant).getInitializer();
        List<Tree> parts = new ArrayList<>(creation.getArguments());
        if (creation.getClassBody() != null) {
            parts.addAll(creation.getClassBody().getMembers());
        }
        return parts;
    }
}
