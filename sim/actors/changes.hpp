#pragma once

#include <vector>

#include "models/base/ids.hpp"

namespace roamsim::actors {

/// Is told of what may make a call end otherwise than a moment ago, after it happened. Every function may be left as it
/// is.
class ChangeListener {
 public:
  virtual ~ChangeListener() = default;
  /// A line, a partition, or whether a cluster processes calls.
  virtual void network_changed() {}
  /// The node does not process calls any more.
  virtual void node_lost(NodeId /*node*/) {}
  /// A login, a logout or a registration of the user.
  virtual void user_changed(UserId /*user*/) {}
  /// A login or logout of the user was committed: the truth may be another.
  virtual void user_moved(UserId /*user*/) {}
  /// Where the cluster sends calls for the user may be another place.
  virtual void route_changed(ClusterId /*cluster*/, UserId /*user*/) {}
  /// Where the cluster sends calls for anybody may be another place.
  virtual void routes_changed(ClusterId /*cluster*/) {}
  /// Nobody is logged in on the phone or at it any more.
  virtual void phone_freed(PhoneId /*phone*/) {}
  /// What administrators have configured, or anything at all.
  virtual void everything_changed() {}
};

/// Passes changes on to those who listen, in the order in which they asked for it.
class Changes {
 public:
  /// The listener must live as long as anything tells of changes.
  void add(ChangeListener& listener) { listeners_.push_back(&listener); }

  void network() const {
    for (ChangeListener* listener : listeners_) listener->network_changed();
  }
  void node_lost(NodeId node) const {
    for (ChangeListener* listener : listeners_) listener->node_lost(node);
  }
  void user(UserId user) const {
    for (ChangeListener* listener : listeners_) listener->user_changed(user);
  }
  void moved(UserId user) const {
    for (ChangeListener* listener : listeners_) listener->user_moved(user);
  }
  void route(ClusterId cluster, UserId user) const {
    for (ChangeListener* listener : listeners_) listener->route_changed(cluster, user);
  }
  void routes(ClusterId cluster) const {
    for (ChangeListener* listener : listeners_) listener->routes_changed(cluster);
  }
  void phone_freed(PhoneId phone) const {
    for (ChangeListener* listener : listeners_) listener->phone_freed(phone);
  }
  void everything() const {
    for (ChangeListener* listener : listeners_) listener->everything_changed();
  }

 private:
  std::vector<ChangeListener*> listeners_;
};

}  // namespace roamsim::actors
