package io.tollgate.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Nor those of other modules, which come packed.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.tollgate");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tollgate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void guardKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("io.tollgate.guard..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tollgate.server..")
                .check(CLASSES);
    }

    @Test
    void guardKnowsNoHttpSqlOrJson() {
        noClasses()
                .that()
                .resideInAPackage("io.tollgate.guard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.helidon..", "java.net.http..", "java.sql..", "javax.sql..", "org.jdbi..", "tools.jackson..", "com.fasterxml..")
                .check(CLASSES);
    }

    /// Of the server it may use what every request needs, and nothing that only some do.
    @Test
    void httpKnowsNoFeature() {
        noClasses()
                .that()
                .resideInAPackage("io.tollgate.server.http..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.tollgate.server..").and(not(resideInAnyPackage(
                        "io.tollgate.server.http..",
                        "io.tollgate.server.identity..",
                        "io.tollgate.server.tls..",
                        "io.tollgate.server.database.."))))
                .check(CLASSES);
    }

    @Test
    void noNameSaysNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
                .check(CLASSES);
    }
}
