#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "models/queueing_theory/loss_systems.hpp"
#include "models/queueing_theory/node_theory.hpp"
#include "models/queueing_theory/retrials.hpp"

namespace roamsim::queueing {
namespace {

TEST(ErlangB, IsTheFormula) {
  EXPECT_NEAR(erlang_b(1, 1), 0.5, 1e-15);
  EXPECT_NEAR(erlang_b(2, 1), 0.2, 1e-15);
  EXPECT_NEAR(erlang_b(5, 5), 0.28487, 5e-6) << "as in Erlang's tables";
  EXPECT_NEAR(erlang_b(20, 20), 0.15889, 5e-6);
  EXPECT_EQ(erlang_b(5, 0), 0);
  EXPECT_EQ(erlang_b(0, 3), 1);
}

TEST(ProcessorSharing, IsErlangsFormulaWhereThereIsACoreForEach) {
  for (const double load : {0.1, 1.0, 7.0, 400.0}) {
    for (const std::uint32_t limit : {1U, 5U, 100U}) {
      EXPECT_NEAR(processor_sharing_blocking(limit, limit, load), erlang_b(limit, load), 1e-12);
      EXPECT_NEAR(processor_sharing_blocking(limit + 3, limit, load), erlang_b(limit, load), 1e-12);
    }
  }
}

// The weights at a load of 1.6 on two cores: 1, 1.6, 1.28, 1.024, 0.8192, 0.65536.
TEST(ProcessorSharing, FewerCoresLoseMore) {
  EXPECT_NEAR(processor_sharing_blocking(2, 5, 1.6), 0.65536 / 6.37856, 1e-12);
  EXPECT_NEAR(processor_sharing_blocking(2, 5, 1.6), 0.103, 5e-4);
  EXPECT_NEAR(erlang_b(5, 1.6), 0.018, 5e-4);
  double sum = 0;
  for (const double state : processor_sharing_states(2, 5, 1.6)) sum += state;
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(Engset, IsTheFormula) {
  // Three sources, two servers: of the two others of who tries, both are served with probability a^2 / (1 + a)^2.
  EXPECT_NEAR(engset(2, 3, 0.5), 0.25 / 2.25, 1e-12);
  EXPECT_EQ(engset(3, 3, 2), 0) << "as many servers as sources";
  EXPECT_NEAR(engset(5, 1'000'000, 4.0 / 1'000'000), erlang_b(5, 4), 1e-5) << "many sources are Poisson";
}

// One server: the known formulas of the M/M/1 retrial queue (Falin and Templeton, "Retrial Queues", 1997): the server
// is busy with probability rho, and rho (lambda + rho theta) / ((1 - rho) theta) customers retry.
TEST(RetrialChain, IsTheKnownFormulaForOneServer) {
  for (const double rho : {0.2, 0.5, 0.8}) {
    for (const double wait : {0.5, 5.0, 60.0}) {
      const auto figures = retrial_chain({1, rho, 1, wait});
      ASSERT_TRUE(figures);
      EXPECT_LT(figures->mass_beyond, 1e-9);
      EXPECT_NEAR(figures->blocking, rho, 1e-7);
      EXPECT_NEAR(figures->retrying, rho * (rho + rho / wait) * wait / (1 - rho), 1e-5 * figures->retrying);
    }
  }
}

// Whoever is served is there for the mean service time: the mean number of servers taken is the load, in any system.
TEST(RetrialChain, OfLongWaitsComesNearCohensApproximation) {
  const auto far = retrial_chain({5, 3, 1, 600});
  const auto near = retrial_chain({5, 3, 1, 0.5});
  const auto approximation = cohens_approximation(5, 3);
  ASSERT_TRUE(far && near && approximation);
  EXPECT_NEAR(far->blocking, *approximation, 2e-3);
  EXPECT_GT(near->blocking, far->blocking + 0.01);
  EXPECT_GT(far->blocking, erlang_b(5, 3));
}

TEST(RetrialChain, NeedsALoadThatCanBeServed) {
  EXPECT_FALSE(retrial_chain({5, 5, 1, 1}));
  EXPECT_FALSE(cohens_approximation(5, 5));
}

/// Ten requests a second at a core for each of five slots: four erlangs.
NodeFacts fitting() {
  NodeFacts facts;
  facts.cores = facts.limit = 5;
  facts.requests = 6000;
  facts.seconds = 600;
  facts.mean_work = 0.4;
  facts.poisson = true;
  return facts;
}

TEST(NodeTheory, TakesTheFormulaThatFits) {
  const NodeTheory erlang = theory_of(fitting());
  EXPECT_EQ(erlang.formula, Formula::erlang_b);
  EXPECT_NEAR(erlang.load, 4, 1e-12);
  EXPECT_EQ(erlang.blocking, erlang_b(5, erlang.load));
  EXPECT_TRUE(erlang.misfits.empty());

  NodeFacts shared = fitting();
  shared.cores = 2;
  EXPECT_EQ(theory_of(shared).formula, Formula::processor_sharing);
  EXPECT_EQ(theory_of(shared).blocking, processor_sharing_blocking(2, 5, erlang.load));

  NodeFacts few = fitting();
  few.poisson = false;
  few.sources = 12;
  few.mean_idle = 0.8;
  EXPECT_EQ(theory_of(few).formula, Formula::engset);
  EXPECT_EQ(theory_of(few).blocking, engset(5, 12, 0.5));

  NodeFacts again = fitting();
  again.retries = again.exponential = true;
  again.mean_retry_wait = 3;
  EXPECT_EQ(theory_of(again).formula, Formula::retrial_chain);
  EXPECT_EQ(theory_of(again).blocking, retrial_chain({5, 10, 0.4, 3})->blocking);
}

TEST(NodeTheory, SaysEveryAssumptionThatFails) {
  const auto misfit = [](auto change) {
    NodeFacts facts = fitting();
    change(facts);
    const NodeTheory theory = theory_of(facts);
    EXPECT_EQ(theory.formula, Formula::none);
    return theory.misfits;
  };
  using Misfits = std::vector<Misfit>;
  EXPECT_EQ(misfit([](NodeFacts& f) { f.requests = 0; }), Misfits{Misfit::no_requests});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.poisson = false; }), Misfits{Misfit::arrivals_not_poisson});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.database_work = 0.05; }), Misfits{Misfit::database_shared});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.unslotted_work = 0.05; }), Misfits{Misfit::cores_shared_with_state_queries});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.inter_cluster_limit = true; }), Misfits{Misfit::inter_cluster_limit});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.limit_changed = f.outages = true; }),
            (Misfits{Misfit::limit_changed, Misfit::outages}));
  EXPECT_EQ(misfit([](NodeFacts& f) { f.retries = true; }), Misfits{Misfit::retries_not_exponential});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.retries = f.exponential = true, f.cores = 4; }),
            Misfits{Misfit::retries_share_cores});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.sources = 9, f.mean_idle = 1, f.cores = 4; }),
            Misfits{Misfit::sources_share_cores});
  EXPECT_EQ(misfit([](NodeFacts& f) { f.retries = f.exponential = true, f.mean_work = 0.6; }),
            Misfits{Misfit::overloaded_with_retries});
  for (std::size_t i = 0; i < misfits.size(); ++i) EXPECT_EQ(static_cast<std::size_t>(misfits[i].misfit), i);
}

}  // namespace
}  // namespace roamsim::queueing
